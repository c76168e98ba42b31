"""A class on one host: a key for each learner, and how the class is getting on."""

from __future__ import annotations

import base64
import binascii
import os
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lessons.format.faults import visible
from lessons.format.files import named, read_at_most
from lessons.model import Course, Lesson
from lessons.progress import Outcome, Tally, learners, progress_path, read_progress
from lessons.text import cut, plural
from tui.host.config import LEARNER
from tui.host.exits import fail

KEY_PARTS = {
    "ssh-ed25519": 2,
    "ssh-rsa": 3,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
"""The kinds of keys that OpenSSH takes, and of how many fields each consists, its name included."""

LARGEST_KEY_FILE = 20_000


# A learner's line


def authorized_line(name: str, key_file: Path) -> str:
    """The line for authorized_keys that gives a learner the tutor and nothing else. Raises `Refused`."""
    try:
        progress_path(Path(), name)
    except ValueError as error:
        fail(f"nntutor: {error}")
    kind, key = read_key(key_file)
    # env, so that it works whatever the account's shell is; exec, so that none is left behind it.
    command = f"exec env {LEARNER}={name} {program()} --kiosk"
    # Within the quotation marks sshd takes \\" for one, and every other character for itself.
    quoted = command.replace('"', '\\"')
    return f'restrict,pty,command="{quoted}" {kind} {key} {name}'


def read_key(path: Path) -> tuple[str, str]:
    """The kind and the body of the one public key in a file; `-` is standard input. Raises `Refused`."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST_KEY_FILE + 1)
        else:
            data = read_at_most(path, LARGEST_KEY_FILE + 1)
    except OSError as error:
        fail(f"nntutor: {named(path)}: cannot be read: {error.strerror}; name the learner's .pub file")
    mend = "ask for the file that ends in .pub"
    if b"PRIVATE KEY" in data:
        fail(f"nntutor: {path}: this is a private key, which nobody else should have; {mend}")
    if len(data) > LARGEST_KEY_FILE or b"\0" in data:
        fail(f"nntutor: {path}: this is no public key; {mend}")
    lines = [x for x in data.decode("utf-8", "replace").splitlines() if x.strip() and x.lstrip()[0] != "#"]
    if len(lines) != 1:
        fail(f"nntutor: {path}: {plural(len(lines), 'key')} in it; give a file with one public key")
    kind, _, rest = lines[0].strip().partition(" ")
    if kind not in KEY_PARTS:
        shown = visible(kind[:40])
        fail(f"nntutor: {path}:1: '{shown}' is no kind of key that OpenSSH takes; {mend}")
    key = rest.split()[0] if rest.split() else ""
    if not _is_key(kind, key):
        fail(f"nntutor: {path}:1: the {kind} key is cut short or changed; ask for the file anew")
    return kind, key


def _is_key(kind: str, key: str) -> bool:
    """Whether a key's body is made of the fields that its kind has."""
    try:
        data = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    fields = []
    while data:
        end = 4 + int.from_bytes(data[:4])
        if len(data) < end:
            return False
        fields.append(data[4:end])
        data = data[end:]
    right = len(fields) == KEY_PARTS[kind] and all(fields) and fields[0] == kind.encode()
    return right and ("ed25519" not in kind or len(fields[1]) == 32)


def program() -> str:
    """How this nntutor is run from anywhere, quoted for a shell. Raises `Refused`."""
    here = Path(sys.argv[0])
    if here.name == "nntutor" and here.is_file():
        # Not resolved: what a link in ~/.local/bin points to changes with the next upgrade.
        words = [os.path.abspath(here)]
    elif found := shutil.which("nntutor"):
        words = [os.path.abspath(found)]
    else:
        words = [sys.executable, "-m", "tui"]
    # `env` takes a path with a = in it for a variable.
    if any(not c.isprintable() or c == "=" for word in words for c in word):
        fail(f"nntutor: {words[0]!r}: no line of authorized_keys can hold this path; install it elsewhere")
    return shlex.join(words)


# How the class is getting on


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How questions ended, counted by their first tries; what can only be guessed is left out."""

    met: int
    right_at_first: int
    right: int
    """In the end: at first, later or with a hint."""
    with_a_hint: int
    given_up: int
    """Skipped, or the answer shown."""


@dataclass(frozen=True, kw_only=True)
class LearnerReport(Ended):
    """One learner: where they are, and how the questions went that they met."""

    name: str
    lesson: str | None
    page: int | None
    pages: int | None
    last_at: str | None
    mastered: int
    trouble: str | None


@dataclass(frozen=True, kw_only=True)
class QuestionReport(Ended):
    """One question, and how it went for the learners who met it."""

    lesson: str
    question: str
    wrong: int
    """Who got it wrong at least once."""
    slip: str | None
    """The slip that was seen most."""
    slips: int

    @property
    def share(self) -> float:
        return self.wrong / self.met


@dataclass(frozen=True)
class ClassReport:
    """A class."""

    learners: tuple[LearnerReport, ...]
    questions: tuple[QuestionReport, ...]


WHERE = 22
"""The columns of where a learner is."""


def class_report(directory: Path, course: Course) -> ClassReport:
    """Read every learner's progress in a state directory; creates nothing. Raises `Refused`."""
    if not os.path.isdir(directory):
        where = "`nntutor doctor` names where progress is"
        fail(f"nntutor: {named(directory)}: there is no such directory; {where}")
    try:
        names = learners(directory)
    except OSError as error:
        fail(f"nntutor: {directory}: cannot be read: {error.strerror}; ask who owns it")
    if not names:
        fail(f"nntutor: {directory}: no learner's progress in it; it should hold a folder 'learners'")
    lessons = {lesson.id: lesson for lesson in course.lessons}
    people: list[LearnerReport] = []
    met: dict[tuple[str, str], list[Any]] = {}
    for name in names:
        store = read_progress(directory, name)
        store.know(*course.lessons)
        people.append(_learner(name, store, lessons))
        for tally in store.tallies():
            if tally.outcome is not Outcome.GUESSED:
                met.setdefault((tally.lesson, tally.question), []).append(tally)
    questions = [_question(*key, tallies) for key, tallies in met.items()]
    questions.sort(key=lambda q: (-q.wrong, -q.share, q.lesson, q.question))
    return ClassReport(tuple(people), tuple(questions))


def _learner(name: str, store: Any, lessons: dict[str, Lesson]) -> LearnerReport:
    summary = store.summary()
    place = summary.place
    return LearnerReport(
        name=name,
        lesson=place.lesson if place else None,
        page=place.index + 1 if place else None,
        pages=place.pages if place else None,
        last_at=max((x.last_at for x in summary.lessons if x.last_at), default=None),
        mastered=sum(store.status_of(lesson).mastered for lesson in lessons.values()),
        **_counted(store.tallies()),
        trouble=store.trouble,
    )


def _counted(tallies: Iterable[Tally]) -> dict[str, int]:
    """How questions ended, by first tries: for one learner, or one question over the class."""
    ended = Counter(tally.outcome for tally in tallies if tally.outcome is not Outcome.GUESSED)
    return {
        "met": ended.total(),
        "right_at_first": ended[Outcome.FIRST],
        "right": sum(count for outcome, count in ended.items() if outcome.right),
        "with_a_hint": ended[Outcome.HINT],
        "given_up": ended[Outcome.SKIPPED] + ended[Outcome.SHOWN],
    }


def _question(lesson: str, question: str, tallies: list[Any]) -> QuestionReport:
    slips: Counter[str] = sum((Counter(tally.slips) for tally in tallies), Counter())
    most, times = max(slips.items(), key=lambda slip: slip[1], default=(None, 0))
    return QuestionReport(
        lesson=lesson,
        question=question,
        wrong=sum(t.wrong > 0 for t in tallies),
        **_counted(tallies),
        slip=most,
        slips=times,
    )


def table(report: ClassReport, course: Course, now: datetime | None = None) -> Iterator[str]:
    """The report as text: 80 columns wide where names have up to 9 letters."""
    if not report.learners:
        yield "No learner has begun yet."
        return
    titles = {lesson.id: lesson for lesson in course.lessons}
    now = now or datetime.now(UTC)
    width = max(7, *(len(x.name) for x in report.learners))
    yield f"{'learner':<{width}}  {'where':<{WHERE}}  {'last seen':<10}  met  first  right  hint  given up"
    for one in report.learners:
        where = _where(one, titles)
        yield (
            f"{one.name:<{width}}  {where:<{WHERE}}  {ago(one.last_at, now):<10}  {one.met:>3}  "
            f"{one.right_at_first:>5}  {one.right:>5}  {one.with_a_hint:>4}  {one.given_up:>8}"
        )
    yield ""
    yield "Of the questions met: right at first, right in the end, right after a hint;"
    yield "given up is what was skipped or shown. Guesses are left out."
    hard = [q for q in report.questions if q.wrong]
    if not hard:
        return
    yield ""
    yield "Questions that the class gets wrong"
    for q in hard:
        lesson = titles.get(q.lesson)
        label = f"{lesson.number:02d} " if lesson and lesson.number is not None else ""
        first = f"{q.right_at_first} of {q.met} right at first"
        yield f"{label}{cut(q.lesson, 17)}, {cut(q.question, 24)}: {first}"
        ends = (("in the end", q.right), ("with a hint", q.with_a_hint), ("given up", q.given_up))
        yield "    " + ", ".join(f"{count} {how}" for how, count in ends)
        ask = _ask(lesson, q.question)
        if ask:
            yield f"    {ask}"
        if q.slip:
            yield f"    most often, {plural(q.slips, 'time')}: {cut(q.slip, 52)}"


def _where(one: LearnerReport, titles: dict[str, Lesson]) -> str:
    if one.lesson is None:
        return "cannot be read" if one.trouble else "no page yet"
    lesson = titles.get(one.lesson)
    label = lesson.label if lesson else one.lesson
    place = f" {one.page}/{one.pages}"
    return cut(label, WHERE - len(place)) + place


def _ask(lesson: Lesson | None, question: str) -> str:
    """The question with its numbers, as the lesson's own settings make them."""
    from lessons.run import LessonRun

    for page in lesson.pages if lesson else ():
        for q in page.questions:
            if lesson and q.id == question:
                run = LessonRun(lesson, frozenset(other.id for other in lesson.questions if other != q))
                try:
                    return cut(run.text(page, q.ask, answered=True), 76)
                finally:
                    run.close()
    return ""


def ago(at: str | None, now: datetime) -> str:
    """`3 h ago`, from a time as it is saved."""
    if at is None:
        return "never"
    try:
        seconds = (now - datetime.fromisoformat(at)).total_seconds()
    except ValueError:
        return visible(at[:10])
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit} ago"
    return "just now"
