"""A lesson as data: Course ▸ Lesson ▸ Page ▸ Block."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from lessons.format.faults import Fault


class ValueRef(NamedTuple):
    """A live number in prose: the readout it names, and where it stands."""

    path: str
    line: int
    column: int


class Prose(NamedTuple):
    """Words, as Markdown."""

    source: str
    line: int
    values: tuple[ValueRef, ...] = ()


class Case(NamedTuple):
    """Words that are said while a condition on the lab's readouts holds."""

    when: str
    text: str


class Say(NamedTuple):
    """A paragraph of which the lab decides what it says: the first case that holds."""

    cases: tuple[Case, ...]
    otherwise: str
    """What it says where none does; nothing where it is empty."""
    line: int

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it may say."""
        return (*(case.text for case in self.cases), *filter(None, (self.otherwise,)))


class Choice(NamedTuple):
    """One of the answers to choose from."""

    text: str
    right: bool = False
    why: str = ""
    when: str = ""
    """The condition under which it is right, where the lab decides."""


class Predict(NamedTuple):
    """A question whose answer, a number or one of some choices, the page's lab will tell."""

    id: str
    ask: str
    answer: str
    """The readout that holds the answer; empty where there are choices."""
    within: float
    line: int
    hint: str = ""
    why: str = ""
    after: int | None = None
    """How many steps the lab takes before the answer is read; None: to its end."""
    choices: tuple[Choice, ...] = ()
    """The answers to choose from, each with its condition; none where the answer is a number."""
    guess: bool = False
    """Whether nobody can reason what it asks for: then its answer is no mark."""
    was: tuple[str, ...] = ()
    """Ids that it had before."""
    fresh: Mapping[str, Any] = MappingProxyType({})
    """Settings of its lab, each with the values to draw from where it is asked with other numbers."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that may hold a live number."""
        return (self.ask, self.hint, self.why, *(text for c in self.choices for text in (c.text, c.why)))


class Quiz(NamedTuple):
    """A question with answers to choose from."""

    id: str
    ask: str
    choices: tuple[Choice, ...]
    line: int
    was: tuple[str, ...] = ()
    """Ids that it had before."""
    hint: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that may hold a live number."""
        return (self.ask, self.hint, *(text for c in self.choices for text in (c.text, c.why)))

    @property
    def right(self) -> int:
        """The index of the right choice."""
        return next(i for i, c in enumerate(self.choices) if c.right)


class Task(NamedTuple):
    """Something to reach by turning the knobs of the page's lab."""

    id: str
    ask: str
    goal: str
    """The condition on readouts that is to hold."""
    now: str
    """How far it is, in words with live numbers."""
    solution: Mapping[str, str]
    """Knobs and values that reach it, as a learner would type them."""
    line: int
    hint: str = ""
    why: str = ""
    turns: int = 0
    """How many turns of knobs it may take; 0: as many as one likes."""
    was: tuple[str, ...] = ()
    """Ids that it had before."""
    also: tuple[Mapping[str, str], ...] = ()
    """Other settings of the lab, such as seeds, with which the solution reaches it too."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that may hold a live number."""
        return (self.ask, self.now, self.hint, self.why)


class Cell(NamedTuple):
    """One number of a worked pass."""

    of: str
    """The readout that it holds."""
    formula: str
    """How it is computed, from readouts and the cells before it."""
    label: str = ""

    @property
    def name(self) -> str:
        """What a learner sees."""
        return self.label or self.of


class Fill(NamedTuple):
    """One card of a worked pass of a lab, with blanks to fill in."""

    id: str
    ask: str
    lab: str
    settings: Mapping[str, Any]
    """The numbers of this card: settings of the lab."""
    cells: tuple[Cell, ...]
    """In the order of computing."""
    line: int
    card: int = 0
    """Which card of its fence it is, from 0: the first gives most, the last nothing."""
    cards: int = 1
    within: float = 0.005
    hint: str = ""
    why: str = ""
    was: tuple[str, ...] = ()
    """Ids that it had before."""

    @property
    def has_formulas(self) -> bool:
        """Whether the card says how its cells are worked out: the last of several does not."""
        return self.cards == 1 or self.card + 1 < self.cards

    @property
    def grid(self) -> tuple[int, int]:
        """In how many columns the cells stand, at most three, and how many rows these have."""
        columns = min(3, -(-len(self.cells) // 10))
        return columns, -(-len(self.cells) // columns)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that may hold a live number."""
        return (self.ask, self.hint, self.why)


class Code(NamedTuple):
    """Lines of NumPy with blanks, tried on hidden cases: data, which `lessons.answers.codes` reads."""

    id: str
    ask: str
    frame: tuple[str, ...]
    """The lines, `___` for a blank."""
    cases: Mapping[str, Any]
    """What is given, and how it is drawn: `lessons.coding.cases` reads it."""
    asked: tuple[str, ...]
    """The names that are compared."""
    solution: tuple[str, ...]
    """What each blank holds."""
    slips: tuple[tuple[tuple[str, ...], str], ...]
    """Mistakes that are known: what the blanks hold, empty where it is the solution's, and what is said."""
    line: int
    hint: str = ""
    why: str = ""
    play: bool = False
    """Whether the page's lab plays once the lines are right."""
    was: tuple[str, ...] = ()
    """Ids that it had before."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that may hold a live number."""
        return (self.ask, self.hint, self.why, *(says for _, says in self.slips))


class Recall(NamedTuple):
    """A question of an earlier lesson, asked with other numbers. It is none of its own lesson's questions."""

    id: str
    card: str
    """Which question: the id of its lesson, `/`, and its own."""
    seed: int
    """Which numbers are dealt first."""
    line: int


class LabCall(NamedTuple):
    """Where a page runs its lab."""

    name: str
    begun: str = ""
    """The id of the page that begins it."""
    settings: Mapping[str, Any] = MappingProxyType({})
    line: int = 0
    until: int | None = None
    """The last position that the lab goes to on this page."""
    play: bool = False
    """Whether it plays by itself when the page comes up."""
    sound: bool = True
    """Whether its fence has no fault. If it has, only what does not hang on its settings can be proved."""

    @property
    def key(self) -> str:
        """Labs of one key are one lab."""
        return f"{self.begun}/{self.name}"


Question: TypeAlias = Predict | Quiz | Task | Fill | Code
"""What is asked and answered, each kind in its own way."""
Block: TypeAlias = Prose | Say | Question | Recall | LabCall


class Page(NamedTuple):
    """One idea: what stands between two level-2 headings."""

    title: str
    slug: str
    blocks: tuple[Block, ...]
    line: int
    lab: LabCall | None = None
    """The lab of this page: its own, or the last one before it."""
    was: tuple[str, ...] = ()
    """Slugs that it had before."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Question))

    @property
    def predictions(self) -> tuple[Predict, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Predict))

    @property
    def fills(self) -> tuple[Fill, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Fill))

    @property
    def codes(self) -> tuple[Code, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Code))

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Task))

    @property
    def recalls(self) -> tuple[Recall, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Recall))

    @property
    def owns_lab(self) -> bool:
        """Whether the page calls its lab itself. Where it does not, the lab is drawn if there is room."""
        return any(isinstance(b, LabCall) for b in self.blocks)

    @property
    def plays(self) -> bool:
        """Whether the lab plays by itself when the page comes up."""
        return any(isinstance(b, LabCall) and b.play for b in self.blocks)

    @property
    def lab_alone(self) -> bool:
        """Whether the page is nothing but its lab, which then has the whole screen."""
        return self.owns_lab and len(self.blocks) == 1


class Lesson(NamedTuple):
    """One Markdown file."""

    id: str
    title: str
    part: str
    minutes: int
    goals: tuple[str, ...]
    pages: tuple[Page, ...]
    path: Path
    number: int | None = None
    """From the name of the file: 3 for `03-forward.md`."""
    text: str = ""
    """What it was read from."""
    needs: tuple[str, ...] = ()
    """The ids of the lessons that it builds on."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for page in self.pages for q in page.questions)

    @property
    def label(self) -> str:
        """The number and the title, as lists show them."""
        return f"{self.number:02d} {self.title}" if self.number is not None else self.title


class Broken(NamedTuple):
    """A lesson file that cannot be taught, with what is wrong with it."""

    path: Path
    faults: tuple[Fault, ...]
    number: int | None = None


class Course(NamedTuple):
    """All lessons, in order, and the files that are broken."""

    lessons: tuple[Lesson, ...]
    broken: tuple[Broken, ...] = ()
