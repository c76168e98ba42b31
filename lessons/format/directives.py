"""The directives of the lesson format: what may stand in a fence named in braces.

This registry is the parser's, the validator's and the documentation's at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lessons.format.fields import Field


class Directive(NamedTuple):
    """One kind of fence."""

    name: str
    summary: str
    fields: tuple[Field, ...]
    example: str
    argument: str = ""
    """What follows the braces: the name of a lab."""
    inside: tuple[Field, ...] = ()
    """The fields of each of its tables."""


LAB_FIELDS = (
    Field(
        "until",
        "integer",
        "the step where the lab stops on this page; it goes on from there on a later one",
        low=0,
        high=1_000_000,
        turnable=False,
    ),
    Field(
        "play",
        "toggle",
        "whether it plays by itself when the page comes up: for ten seconds at most, or until any key",
        default=False,
        turnable=False,
    ),
)
"""What every lab takes, besides its own fields."""

CHOICE_FIELDS = (
    Field("text", "text", "the answer, in a few words", required=True, turnable=False),
    Field("right", "toggle", "whether it is the right one; exactly one is", default=False, turnable=False),
    Field("why", "text", "what to say to who chooses it", default="", turnable=False),
)
PREDICT_CHOICE_FIELDS = (
    CHOICE_FIELDS[0],
    Field("when", "text", "the condition on readouts under which it is right", required=True, turnable=False),
    CHOICE_FIELDS[2],
)
CASE_FIELDS = (
    Field("when", "text", "a condition on readouts", required=True, turnable=False),
    Field("text", "text", "what is said while it holds, in Markdown", required=True, turnable=False),
)
CELL_FIELDS = (
    Field("of", "text", "the readout that it holds", required=True, turnable=False),
    Field(
        "formula",
        "text",
        "how it follows from knobs, readouts and cells before",
        required=True,
        turnable=False,
    ),
    Field("label", "text", "what the learner sees; by default its readout", default="", turnable=False),
)
CARD_WHY = Field("why", "text", "shown when this card is right", default="", turnable=False)
SLIP_FIELDS = (
    Field("lines", "texts", 'what the blanks hold; "" for one that is right', required=True, turnable=False),
    Field("says", "text", "what the learner is told: You …", required=True, turnable=False),
)
GIVEN = (
    'the names given, each with shape = "n,3", low, high, signs ("any", "both", "positive", "negative"), '
    'whole, one_hot and digits, or with size = "n" for the number of a letter'
)
CONDITION = (
    "A condition compares readouts and numbers, as in factor < -1, 0 < loss.test <= 2 * loss.train, or "
    "activation == 'relu'; there are and, or, not, + - * / ^ ( ), abs, exp, log and sqrt"
)
HINT_OF_CHOICES = "the idea, for who asks for help; of three answers or more one is ruled out next"
ID_FIELDS = (
    Field("id", "text", "a stable name, where the page's title may change", default=""),
    Field(
        "was", "names", "the id that it had before, or a list of them: progress is carried over", default=()
    ),
)

DIRECTIVES: Mapping[str, Directive] = {
    d.name: d
    for d in (
        Directive(
            "lesson",
            "what the lesson is; once, under its title",
            (
                Field("id", "text", "a stable name in a-z, 0-9 and -: progress hangs on it", required=True),
                Field("part", "text", "the part of the course it belongs to", default="More lessons"),
                Field("minutes", "integer", "how long it takes", default=5, low=1, high=120),
                Field("goals", "texts", "what the learner can do afterwards", default=()),
                Field("needs", "names", "ids of lessons that it builds on; page 1 names them", default=()),
            ),
            '```{lesson}\nid = "forward-pass"\npart = "Forward"\nminutes = 6\n'
            'goals = ["compute z = W x + b by hand"]\n```',
        ),
        Directive(
            "lab",
            "the live model of the page; its fields are the lab's. Named again without fields it goes on "
            "where it was; with fields it begins anew. A page without one reads the last one, and shows it "
            "where there is room. With nothing else on its page it has the whole screen",
            LAB_FIELDS,
            "```{lab} forward\nx = [0.2, -0.4]\n```",
            argument="the name of a lab",
        ),
        Directive(
            "predict",
            "a number that the learner predicts before the lab moves, or a choice of which the lab decides; "
            "it stands before its lab. Of its choices exactly one holds where the answer is read",
            (
                Field("ask", "text", "the question, in Markdown", required=True),
                Field("answer", "text", "the readout that holds the answer", default=""),
                Field("within", "number", "how far off still counts as right", default=0.005, low=0),
                Field(
                    "after",
                    "integer",
                    "steps of the lab before the answer is read, counted from the last until before it, or "
                    "else from the start; by default all of them",
                    low=0,
                    high=1_000_000,
                ),
                Field("hint", "text", "shown when the learner asks for help", default=""),
                Field("why", "text", "shown with the verdict", default=""),
                Field("choice", "tables", "in place of 'answer', answers to choose from", default=()),
                Field("guess", "toggle", "whether nobody can reason it: then it is no mark", default=False),
                Field(
                    "fresh",
                    "data",
                    "which values its lab draws each setting, or each cell of one, from where it is asked "
                    "anew; then its words hold their numbers as {value}s",
                    default=(),
                ),
                *ID_FIELDS,
            ),
            '```{predict}\nask = "What is z₁[1]?"\nanswer = "z1[1]"\nwithin = 0.005\n'
            'hint = "Row 1 of W₁ times x, plus b₁[1]"\n```\n\n'
            '```{predict}\nask = "Where is w after ten steps?"\nafter = 10\nchoice = [\n'
            '  {text = "Nearer to the lowest point.", when = "distance < 1"},\n'
            '  {text = "As far or farther.", when = "distance >= 1", why = "Each step is short."},\n'
            "]\n```",
            inside=PREDICT_CHOICE_FIELDS,
        ),
        Directive(
            "quiz",
            "a question with answers to choose from",
            (
                Field("ask", "text", "the question, in Markdown", required=True),
                Field("choice", "tables", "the answers: text, right, why", required=True),
                Field("hint", "text", HINT_OF_CHOICES, default=""),
                *ID_FIELDS,
            ),
            '```{quiz}\nask = "What does ReLU do to a negative number?"\nchoice = [\n'
            '  {text = "It becomes 0.", right = true},\n'
            '  {text = "It becomes positive.", why = "That would be |z|."},\n]\n```',
            inside=CHOICE_FIELDS,
        ),
        Directive(
            "task",
            "something to reach by turning the knobs of the page's lab. Whether it is reached is seen while "
            "they turn or, where it hangs on a run, when p has run the lab",
            (
                Field("ask", "text", "what is to be reached, in Markdown", required=True),
                Field("goal", "text", "the condition on readouts that is to hold", required=True),
                Field("now", "text", "how far it is, in a line with live numbers", required=True),
                Field("solution", "table", "knobs and the values that reach it", required=True),
                Field("turns", "integer", "how many turns of knobs it may take", default=0, low=1, high=99),
                Field("hint", "text", "the idea; which knob, which way and where to follow", default=""),
                Field(
                    "also",
                    "tables",
                    "settings, such as seeds, with which the solution does it too",
                    default=(),
                ),
                Field("why", "text", "shown when it is reached", default=""),
                *ID_FIELDS,
            ),
            '```{task}\nask = "Find a learning rate with which one step is enough."\n'
            'goal = "distance < 0.001"\nnow = "w is {value}`distance` from its best value."\n'
            "solution = {learning_rate = 0.5}\n```",
        ),
        Directive(
            "fill",
            "a worked pass of a lab with blanks to fill in, a card after the other: of the first a few, with "
            "hints; of those between all, with formulas; of the last all, with nothing. A cell is right if "
            "it follows from what stands before it: from knobs, readouts and earlier cells, with + - * / ^ "
            "( ), relu, sigmoid, tanh, exp, log, sqrt, abs, and conditions in brackets, which are 1 or 0",
            (
                Field("ask", "text", "what is to be worked out, in Markdown", required=True),
                Field("cell", "tables", "its numbers, in the order of computing, at most 30", required=True),
                Field(
                    "card",
                    "settings",
                    "for each card the numbers that the lab has on it and, if it differs, a why of its own",
                    required=True,
                ),
                Field("within", "number", "how far off still counts as right", default=0.006, low=0),
                Field("hint", "text", "shown on the last card, where there is no other", default=""),
                Field("why", "text", "shown when a card is right", default=""),
                *ID_FIELDS,
            ),
            '```{fill} forward\nask = "What does the first hidden unit give on?"\ncell = [\n'
            '  {of = "z1[0]", formula = "W1[0,0]*x[0] + W1[0,1]*x[1] + b1[0]", label = "z₁[0]"},\n'
            '  {of = "h1[0]", formula = "relu(z1[0])", label = "h₁[0]"},\n]\n'
            "card = [{x = [1, 2]}, {x = [2, -1]}]\n```",
            argument="the name of a lab",
            inside=CELL_FIELDS,
        ),
        Directive(
            "code",
            "lines of NumPy that the learner writes, in a frame of given ones. They are evaluated in a "
            "process of their own on hidden cases, drawn by shapes, ranges and a seed; a mistake is known by "
            "what it gives there. There is arithmetic, @, comparison, indexing, slicing, and np.maximum "
            "minimum exp log sqrt abs sign where sum mean max min std argmax clip zeros ones arange dot and "
            "their like; no loops",
            (
                Field("ask", "text", "what is to be written, in Markdown", required=True),
                Field("frame", "texts", "the lines, at most 8, ___ where the learner writes", required=True),
                Field("given", "data", GIVEN, required=True),
                Field("asked", "names", "the names that are compared", required=True),
                Field("solution", "texts", "what each blank holds", required=True),
                Field("slip", "tables", "mistakes that are known: lines, says", default=()),
                Field("sizes", "data", "from how many to how many of a letter: n = [1, 5]", default={}),
                Field("cases", "integer", "how many hidden cases", default=6, low=1, high=20),
                Field("seed", "integer", "which numbers they have", default=0, low=0),
                Field("hint", "text", "the idea; the shapes follow it", default=""),
                Field("why", "text", "shown when it is right", default=""),
                Field("play", "toggle", "whether the page's lab plays once it is right", default=False),
                *ID_FIELDS,
            ),
            '```{code}\nask = "Write ReLU for all of z at once."\nframe = ["h = ___"]\n'
            'given = {z = {shape = "n,3", signs = "both"}}\nasked = "h"\n'
            'solution = ["np.maximum(0, z)"]\n'
            'slip = [{lines = ["np.abs(z)"], says = "You kept the size of negative numbers."}]\n```',
            inside=SLIP_FIELDS,
        ),
        Directive(
            "recall",
            "a question of an earlier lesson, asked with other numbers: a {predict} that is 'fresh', or a "
            "{quiz} with its choices in another order. It locks nothing and is no mark of this lesson. On a "
            "page without a {lab} it shows the one of the question",
            (
                Field(
                    "card",
                    "text",
                    "the id of its lesson, /, and its own: by default its page's slug and /1",
                    required=True,
                ),
                Field("seed", "integer", "which numbers are dealt first", default=1, low=1, high=9999),
            ),
            '```{recall}\ncard = "forward-pass/one-unit-by-hand/1"\n```',
        ),
        Directive(
            "say",
            "a paragraph whose words the lab decides, however knobs are turned: those of the first case that "
            f"holds. {CONDITION}. While a prediction hides what it reads, it says nothing",
            (
                *CASE_FIELDS,
                Field("case", "tables", "further cases, looked at in this order", default=()),
                Field("else", "text", "what is said where none holds; else nothing", default=""),
            ),
            '```{say}\nwhen = "factor < -1"\ntext = "Each step goes too far, and the next one farther: '
            'w runs away."\ncase = [{when = "abs(factor) < 1", text = "Each step brings w nearer."}]\n'
            'else = "w comes no nearer."\n```',
            inside=CASE_FIELDS,
        ),
        Directive(
            "page",
            "what else there is to know of a page; under its heading",
            (Field("was", "names", "the slug that it had before, or a list of them", required=True),),
            '```{page}\nwas = "two-numbers-in"\n```',
        ),
    )
}


def defaults(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The value of every field that is not set."""
    return {f.name: f.default for f in fields if not f.required}
