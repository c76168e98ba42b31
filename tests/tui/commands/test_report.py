"""What a teacher is told of a class: who is where, who is stuck or away, and how each question goes."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lessons.format.layout import wrap
from lessons.model import Course
from lessons.progress import open_progress
from tests.lessons.support import PAGE, parsed
from tests.support.command import run_here
from tests.support.course import COURSE
from tui.commands.report import STUCK, ago, class_report, table, words_of


def a_class(home: Path) -> Path:
    """Three learners: one far on, one wrong twice in the same way, one with a damaged store."""
    state = home / "class"
    at = datetime(2025, 3, 1, tzinfo=UTC)
    with open_progress(state, "ada", lambda: at) as ada:
        ada.visit("forward-pass", "relu", 2, 8)
        ada.answer("forward-pass", "z1-1", "-0.11", True)
        ada.answer("forward-pass", "z1-0", "0.1", True)
    with open_progress(state, "bob", lambda: at) as bob:
        bob.visit("forward-pass", "the-second-unit", 1, 8)
        bob.answer("forward-pass", "z1-1", "0.21", False, "You dropped the minus signs.")
        bob.answer("forward-pass", "z1-1", "0.21", False, "You dropped the minus signs.")
        bob.skip("forward-pass", "z1-0")
    damaged = state / "learners" / "eve"
    damaged.mkdir()
    (damaged / "progress.sqlite3").write_bytes(b"no database" * 99)
    return state


def test_report_says_who_is_where_and_what_goes_wrong(tmp_path):
    state = a_class(tmp_path)
    done = run_here(tmp_path, "class", "report", str(state))
    assert done.returncode == 0
    assert "03 A forward pass 3/8" in done.stdout
    # Questions that the course no longer asks go by their ids.
    assert f"03: z1-1\n{'':<45}  2      1      1     0         0\n" in done.stdout
    assert "most often, 2 times: You dropped the minus signs." in done.stdout
    assert "cannot be read" in done.stdout
    assert "Not moved for a week or longer\nada      " in done.stdout
    assert "eve: Progress cannot be read" in done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    found = json.loads(run_here(tmp_path, "class", "report", str(state), "--json").stdout)
    assert [x["name"] for x in found["learners"]] == ["ada", "bob", "eve"]
    ended = ("met", "right_at_first", "right", "with_a_hint", "given_up")
    assert [tuple(x[e] for e in ended) for x in found["learners"]] == [
        (2, 2, 2, 0, 0),
        (2, 0, 0, 0, 1),
        (0,) * 5,
    ]
    question = found["questions"][0]
    assert question == {
        "met": 2,
        "right_at_first": 1,
        "right": 1,
        "with_a_hint": 0,
        "given_up": 0,
        "lesson": "forward-pass",
        "page": None,
        "question": "z1-1",
        "kind": "",
        "words": "z1-1",
        "wrong": 1,
        "slip": "You dropped the minus signs.",
        "slips": 2,
    }
    rows = list(
        csv.DictReader(run_here(tmp_path, "class", "report", str(state), "--csv").stdout.splitlines())
    )
    assert rows[0] == {name: "" if value is None else str(value) for name, value in question.items()}
    assert list(rows[0])[:6] == ["lesson", "page", "question", "kind", "words", "met"]
    assert len(rows) == len(found["questions"]) == 2
    # Looking changed nothing: the damaged store is as it was.
    assert [p.name for p in (state / "learners" / "eve").iterdir()] == ["progress.sqlite3"]


KINDS = (
    PAGE.replace("a-lesson", "own")
    + """```{predict}
id = "number"
ask = "Where is *w* after {value}`learning_rate`?"
answer = "w"
after = 1
```

```{quiz}
id = "quiz"
ask = "How many?"
choice = [{text = "One of {value}`w`."}, {text = "Two.", right = true}]
```

```{task}
id = "task"
ask = "Get there in one step."
goal = "distance < 0.001"
now = "Not yet."
solution = {learning_rate = 0.5}
```

```{lab} descent
```

## Cards

```{fill} forward
id = "fill"
ask = "What comes out?"
cell = [{of = "z1[0]", formula = "W1[0,0]*x[0] + W1[0,1]*x[1] + b1[0]", label = "z"}]
card = [{x = [1, 2]}, {x = [2, 1], b2 = 1}]
```
"""
)
ONE = Course((parsed(KINDS),))
NOW = datetime(2025, 3, 20, 12, tzinfo=UTC)


def test_every_kind_of_question_is_counted_and_told_by_its_words(tmp_path):
    slips = {"number": "You left out the bias.", "quiz": "One of {value}`w`.", "task": None, "fill": "z"}
    for name, right in (("ada", True), ("bob", False)):
        with open_progress(tmp_path, name, lambda: NOW) as progress:
            for question, slip in slips.items():
                progress.answer("own", question, "1", right, None if right else slip)
            progress.answer("own", "fill-2", "1", right, hints=1, shown=not right)
            progress.answer(
                "own", "lines", "h = z", right, None if right else "The mean is missing.", kind="code"
            )
            progress.answer("own", "again", "1", right, kind="recall")
            progress.answer("own", "luck", "1", right, kind="guess")
    found = class_report(tmp_path, ONE, NOW)
    told = [(q.kind, q.page, q.words, q.slip, q.met, q.right_at_first, q.given_up) for q in found.questions]
    assert sorted(told) == [
        ("code", None, "lines", "The mean is missing.", 2, 1, 0),
        ("fill", 2, "card 1 of 2 (x): What comes out?", "z", 2, 1, 0),
        ("fill", 2, "card 2 of 2 (x, b2): What comes out?", None, 2, 0, 1),
        ("predict", 1, "Where is w after `learning_rate`?", "You left out the bias.", 2, 1, 0),
        ("quiz", 1, "How many?", "One of `w`.", 2, 1, 0),
        ("task", 1, "Get there in one step.", None, 2, 1, 0),
    ]
    assert [(x.met, x.right_at_first, x.with_a_hint) for x in found.learners] == [(6, 5, 1), (6, 0, 0)]
    lines = list(table(found, ONE, NOW))
    at = next(i for i, line in enumerate(lines) if "after `learning_rate`" in line)
    assert lines[at + 1].split() == ["predict", "2", "1", "1", "0", "0"]
    assert lines[at + 2] == "    most often, 1 time: You left out the bias."
    assert max(map(len, lines)) <= 80
    assert not any(line.startswith(("Stuck", "Not moved")) for line in lines)


def test_no_words_of_a_question_hold_the_numbers_of_one_learner():
    for lesson in COURSE.lessons:
        for question in lesson.questions:
            words = words_of(question)
            assert "{value}" not in words
            assert all(f"`{path}`" in words for path in re.findall(r"{value}`(.*?)`", question.ask))
    assert any("`points.test` points" in words_of(q) for q in COURSE.lessons[0].questions)


def test_who_is_stuck_or_has_not_moved_has_a_section(tmp_path):
    """Ada is wrong three times, Bob stays for long, Cy has been away, Dee got on, Eve has just come."""

    def goes(name: str, *done: tuple[float, bool | None], days: int = 0) -> None:
        """What happens so many minutes after the page was turned to: an answer, or a lab that moves."""
        at = [NOW - timedelta(days=days, hours=2)]
        with open_progress(tmp_path, name, lambda: at[0]) as progress:
            progress.visit("own", "a-page", 0, 2)
            for minutes, right in done:
                at[0] = NOW - timedelta(days=days, hours=2) + timedelta(minutes=minutes)
                if right is None:
                    progress.draft("own", "labs", {"position": minutes})
                else:
                    progress.answer("own", "number", "1", right, again=not right)

    goes("ada", (1, False), (2, False), (3, False))
    goes("bob", (1, False), (25, None))
    goes("cy", (1, None), days=8)
    goes("dee", (1, False), (2, False), (3, False), (4, True), (25, None))
    goes("eve", (1, False), (2, False), (19, None))
    found = class_report(tmp_path, ONE, NOW)
    assert {x.name: x.stuck for x in found.learners if x.stuck} == {
        "ada": "3 wrong tries",
        "bob": "25 minutes",
    }
    assert [x.days for x in found.learners] == [0, 0, 8, 0, 0]
    told = "\n".join(table(found, ONE, NOW))
    assert " ".join(wrap(STUCK, 80)) in told.replace("\n", " ")
    assert (
        "ada      A title 1/2             3 wrong tries\nbob      A title 1/2             25 minutes\n"
        in told
    )
    assert "Not moved for a week or longer\ncy       8 days\n" in told


def test_nobody_is_stuck_where_all_is_right_or_nothing_is_asked(tmp_path):
    with open_progress(tmp_path, "ada", lambda: NOW - timedelta(hours=1)) as progress:
        progress.visit("own", "a-page", 0, 2)
        for question in ("number", "quiz", "task"):
            for right in (False, False, False, True):
                progress.answer("own", question, "1", right)
        for _ in range(3):
            progress.answer("own", "number", "2", False)
    (ada,) = class_report(tmp_path, ONE, NOW).learners
    assert ada.stuck == ""


def test_long_names_and_words_keep_to_80_columns(tmp_path):
    at = datetime(2025, 3, 1, tzinfo=UTC)
    with open_progress(tmp_path, "n" * 32, lambda: at) as progress:
        for lesson in COURSE.lessons:
            progress.visit(lesson.id, lesson.pages[-1].slug, len(lesson.pages) - 1, len(lesson.pages))
            for question in lesson.questions:
                progress.answer(lesson.id, question.id, "1", False, "A long slip. " * 20)
    assert max(len(line) for line in table(class_report(tmp_path, COURSE, NOW), COURSE, NOW)) <= 80


def test_a_report_counts_first_tries_and_no_guesses(tmp_path):
    """Four learners, of whom two have it right in the end; and each guesses at another."""
    given = {
        "ada": [{"right": True}],
        "bob": [{"right": False, "again": True}, {"right": True, "hints": 1}],
        "cy": [{"right": False, "again": True}, {"right": False, "shown": True, "tries": 0}],
        "dee": [],
    }
    for name, tries in given.items():
        with open_progress(tmp_path, name) as progress:
            for one in tries:
                progress.answer("own", "q", "1", **one)
            if not tries:
                progress.skip("own", "q")
            progress.answer("own", "luck", "1", right=name == "ada", kind="guess")
    found = class_report(tmp_path, COURSE)
    (question,) = found.questions
    assert (question.met, question.right_at_first, question.right, question.with_a_hint) == (4, 1, 2, 1)
    assert (question.wrong, question.given_up) == (2, 2)
    assert [(x.met, x.right_at_first, x.right) for x in found.learners] == [
        (1, 1, 1),
        (1, 0, 1),
        (1, 0, 0),
        (1, 0, 0),
    ]
    assert max(len(line) for line in table(found, COURSE)) <= 80


EVIL = "\x1b]0;owned\x07\x9b31m\u202e\n\x7f"
HOSTILE = {
    "control characters": (
        ("UPDATE places SET lesson = ?1, page = ?1, at = ?1", EVIL),
        ("UPDATE attempts SET lesson = ?1, question = ?1, slip = ?1, given = ?1, at = ?1 WHERE id = 1", EVIL),
    ),
    "other types": (
        ("UPDATE places SET position = ?1, pages = x'00ff', at = 5", "x"),
        ("UPDATE attempts SET slip = ?1, at = x'ff', given = x'00'", b"\x1b[2J\xff"),
    ),
    "very long": (
        ("UPDATE places SET lesson = ?1, page = ?1", "x" * 100_000),
        ("UPDATE attempts SET question = ?1 || id, slip = ?1", "x" * 100_000),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_report_is_safe_to_read_whatever_a_store_holds(tmp_path, kind):
    state = a_class(tmp_path)
    with closing(sqlite3.connect(state / "learners" / "bob" / "progress.sqlite3")) as db, db:
        for statement, value in HOSTILE[kind]:
            db.execute(statement, (value,))
    done = run_here(tmp_path, "class", "report", str(state))
    assert done.returncode == 0
    assert all(line.isprintable() and len(line) <= 80 for line in done.stdout.splitlines())
    assert "bob " in done.stdout
    found = run_here(tmp_path, "class", "report", str(state), "--json").stdout
    assert found.replace("\n", "").isprintable()
    assert len(json.loads(found)["learners"]) == 3


@pytest.mark.parametrize(
    ("place", "said"), [("nowhere", "no such directory"), (".", "no learner's progress")]
)
def test_a_directory_without_a_class_is_refused(tmp_path, place, said):
    done = run_here(tmp_path, "class", "report", place)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_times_are_told_from_now():
    now = datetime(2025, 3, 2, 12, tzinfo=UTC)
    times = ["2025-03-02T11:59:30Z", "2025-03-02T11:30:00Z", "2025-03-02T09:00:00Z", "2025-02-20T12:00:00Z"]
    assert [ago(t, now) for t in times] == ["just now", "30 min ago", "3 h ago", "10 d ago"]
    assert ago("2026-01-01T00:00:00Z", now) == "just now"
    assert ago(None, now) == "never"
    assert ago("\x1b[2J and more", now) == "·[2J and m"


def test_before_anybody_has_begun_the_report_says_so(tmp_path):
    done = run_here(tmp_path, "class", "report")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No learner has begun yet.\n", "")
    told = json.loads(run_here(tmp_path, "class", "report", "--json").stdout)
    assert told == {"learners": [], "questions": []}
    assert list(tmp_path.iterdir()) == []
