"""How a class is getting on, from what is kept of its learners: where they are, and how questions go."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lessons.format.faults import visible
from lessons.format.files import named
from lessons.format.layout import wrap
from lessons.format.markdown import fill_text
from lessons.model import Course, Fill, Lesson, Question
from lessons.progress import Outcome, Progress, Tally, learners, read_progress
from lessons.text import cut, plural
from tui.host.exits import fail

COLUMNS = 80
NAME, WHERE = 16, 29
"""The most columns of a learner's name; those of the name and of where they are."""
WEEK = 7
"""So many days without anything done are told."""
WRONG, MINUTES = 3, 20
"""After so many wrong tries, or so many minutes, with nothing right a learner is stuck on a page."""
STUCK = (
    f"Stuck: {WRONG} wrong tries or more at the page where they are since anything was right there, or "
    f"{MINUTES} minutes there without anything right."
)
LONGEST_WORDS = 140
"""What stands in two rows."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How questions ended, counted by their first tries; what is no mark is left out."""

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
    days: int | None
    """Whole days since then."""
    stuck: str
    """What keeps them on their page, in words; nothing where they get on."""
    mastered: int
    trouble: str | None


@dataclass(frozen=True, kw_only=True)
class QuestionReport(Ended):
    """One question, and how it went for the learners who met it."""

    lesson: str
    page: int | None
    """Counted from 1; None where the course no longer asks it."""
    question: str
    kind: str
    words: str
    """What is asked, with the names of what differs from learner to learner; else the question's id."""
    wrong: int
    """Who got it wrong at least once."""
    slip: str | None
    """The slip that was seen most: of a card the first wrong cell."""
    slips: int


@dataclass(frozen=True)
class ClassReport:
    """A class."""

    learners: tuple[LearnerReport, ...]
    questions: tuple[QuestionReport, ...]


Asked = Mapping[tuple[str, str], tuple[int, Question]]
"""The questions of a course by lesson and id, each with the page that asks it, from 1."""


def class_report(directory: Path, course: Course, now: datetime | None = None) -> ClassReport:
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
    now = now or datetime.now(UTC)
    asked: Asked = {
        (lesson.id, question.id): (i, question)
        for lesson in course.lessons
        for i, page in enumerate(lesson.pages, 1)
        for question in page.questions
    }
    people: list[LearnerReport] = []
    met: dict[tuple[str, str], list[Tally]] = {}
    for name in names:
        store = read_progress(directory, name)
        store.know(*course.lessons)
        people.append(_learner(name, store, course, now))
        for tally in store.tallies():
            if tally.outcome is not Outcome.GUESSED:
                met.setdefault((tally.lesson, tally.question), []).append(tally)
    questions = [_question(*key, tallies, asked) for key, tallies in met.items()]
    questions.sort(key=lambda q: (q.right_at_first - q.met, q.right - q.met, q.lesson, q.page or 0))
    return ClassReport(tuple(people), tuple(questions))


def _kind(tally: Tally, asked: Asked) -> str:
    """What kind of question it is: as the course has it, or as it was when it was answered."""
    known = asked.get((tally.lesson, tally.question))
    return type(known[1]).__name__.lower() if known else tally.kind


def _learner(name: str, store: Progress, course: Course, now: datetime) -> LearnerReport:
    summary = store.summary()
    place = summary.place
    last_at = max((x.last_at for x in summary.lessons if x.last_at), default=None)
    at = _time(last_at)
    return LearnerReport(
        name=name,
        lesson=place.lesson if place else None,
        page=place.index + 1 if place else None,
        pages=place.pages if place else None,
        last_at=last_at,
        days=max(0, (now - at).days) if at else None,
        stuck=_stuck(store, course),
        mastered=sum(store.status_of(lesson).mastered for lesson in course.lessons),
        **_counted(store.tallies()),
        trouble=store.trouble,
    )


def _stuck(store: Progress, course: Course) -> str:
    """What keeps a learner on the page where they are; nothing where all that counts there is right."""
    place = store.place()
    lesson = next((x for x in course.lessons if place and x.id == place.lesson), None)
    page = next((x for x in lesson.pages if place and x.slug == place.page), None) if lesson else None
    if lesson is None or page is None:
        return ""
    status = store.status_of(lesson)
    ids = {question.id for question in page.questions} & status.marks
    if ids <= status.right:
        return ""
    stay = store.stay(lesson.id, page.slug, ids)
    told = [f"{stay.wrong} wrong tries"] if stay.wrong >= WRONG else []
    came, until = _time(stay.since), _time(stay.until)
    minutes = int((until - came).total_seconds() // 60) if came and until else 0
    if minutes >= MINUTES and not stay.right:
        told.append(plural(minutes, "minute"))
    return ", ".join(told)


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


def _question(lesson: str, id_: str, tallies: list[Tally], asked: Asked) -> QuestionReport:
    slips: Counter[str] = sum((Counter(tally.slips) for tally in tallies), Counter())
    most, times = max(slips.items(), key=lambda slip: slip[1], default=(None, 0))
    page, question = asked.get((lesson, id_), (None, None))
    return QuestionReport(
        lesson=lesson,
        page=page,
        question=id_,
        kind=_kind(tallies[0], asked),
        words=words_of(question) if question else cut(id_, LONGEST_WORDS),
        wrong=sum(t.wrong > 0 for t in tallies),
        **_counted(tallies),
        slip=with_names(most) if most else None,
        slips=times,
    )


def words_of(question: Question) -> str:
    """What is asked, in short; what is live or fresh in it goes by its name."""
    fresh = ""
    if isinstance(question, Fill):
        fresh = f"card {question.card + 1} of {question.cards} ({', '.join(question.settings)}): "
    return cut(fresh + fill_text(question.ask, "`{}`".format), LONGEST_WORDS)


def with_names(slip: str) -> str:
    """What a choice says, with the names of its live numbers; any other slip is no Markdown."""
    return fill_text(slip, "`{}`".format) if "{value}`" in slip else slip


def _time(at: str | None) -> datetime | None:
    """A time as it is saved; None where it is none."""
    try:
        found = datetime.fromisoformat(at or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# The report as text


def table(report: ClassReport, course: Course, now: datetime | None = None) -> Iterator[str]:
    """The report as text, 80 columns wide."""
    if not report.learners:
        yield "No learner has begun yet."
        return
    now = now or datetime.now(UTC)
    lessons = {lesson.id: lesson for lesson in course.lessons}
    width = min(NAME, max(7, *(len(x.name) for x in report.learners)))
    place = WHERE - width
    yield _row(f"{'learner':<{width}}  {'where':<{place}}  last seen")
    for one in report.learners:
        name = f"{cut(one.name, width):<{width}}  {_where(one, lessons, place):<{place}}"
        yield _row(f"{name}  {ago(one.last_at, now)}", one)
    yield ""
    yield "Of the questions met: right at first, right in the end, right after a hint;"
    yield "given up is what was skipped or shown. Guesses and recall are not counted."
    stuck = [x for x in report.learners if x.stuck]
    if stuck:
        yield from ("", *wrap(STUCK, COLUMNS))
        for one in stuck:
            name = f"{cut(one.name, width):<{width}}  {_where(one, lessons, place):<{place}}"
            yield f"{name}  {one.stuck}"
    away = [x for x in report.learners if x.days is not None and x.days >= WEEK]
    if away:
        yield from ("", "Not moved for a week or longer")
        yield from (f"{cut(one.name, width):<{width}}  {one.days} days" for one in away)
    hard = [q for q in report.questions if q.right_at_first < q.met]
    if not hard:
        return
    yield from ("", _row("Questions, the hardest first"))
    for q in hard:
        lesson = lessons.get(q.lesson)
        label = f"{lesson.number:02d}" if lesson and lesson.number is not None else cut(q.lesson, 17)
        label += f" p. {q.page}" if q.page else ""
        yield from wrap(f"{label}: {q.words}", COLUMNS)
        yield _row(f"    {q.kind}", q)
        if q.slip:
            times = f"    most often, {plural(q.slips, 'time')}: "
            yield times + cut(q.slip, COLUMNS - len(times))


def _row(words: str, ended: Ended | None = None) -> str:
    """Words, and under five headings how questions ended; without figures those headings."""
    if ended is None:
        return f"{words:<45}met  first  right  hint  given up"
    return (
        f"{cut(words, 44):<45}{ended.met:>3}  {ended.right_at_first:>5}  {ended.right:>5}  "
        f"{ended.with_a_hint:>4}  {ended.given_up:>8}"
    )


def _where(one: LearnerReport, lessons: Mapping[str, Lesson], width: int) -> str:
    if one.lesson is None:
        return cut("cannot be read" if one.trouble else "no page yet", width)
    lesson = lessons.get(one.lesson)
    label = lesson.label if lesson else one.lesson
    place = f" {one.page}/{one.pages}"
    return cut(cut(label, width - len(place)) + place, width)


def ago(at: str | None, now: datetime) -> str:
    """`3 h ago`, from a time as it is saved."""
    if at is None:
        return "never"
    when = _time(at)
    if when is None:
        return visible(at[:10])
    seconds = (now - when).total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit} ago"
    return "just now"
