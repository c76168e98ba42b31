"""Where the disk, the store, a second session or the input is not as it should be, the tutor teaches on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.progress import open_progress, read_progress
from tests.support import pty
from tests.support.tutor import NEXT, go_on, home_variables, open_tutor, steady

pytestmark = pytest.mark.pty

QUESTION = r"›  *your prediction"
LESSON = "forward-pass"


def state(home: Path) -> Path:
    return home / "state" / "nntutor"


def begun(home: Path) -> Path:
    """A store with something in it; its file."""
    with open_progress(state(home)) as progress:
        progress.visit(LESSON, "the-second-unit", 1, 8)
    return state(home) / "progress.sqlite3"


def newer(home: Path) -> None:
    with sqlite3.connect(begun(home)) as db:
        db.execute("PRAGMA user_version = 99")


def damaged(home: Path) -> None:
    begun(home).write_bytes(b"no database \x1b" * 1000)


def in_the_way(home: Path) -> None:
    (home / "state").write_text("")


def nothing(home: Path) -> None:
    """All is well with the store itself."""


def words(terminal: pty.Terminal) -> str:
    """What the screen says, however it is broken into lines."""
    return " ".join(terminal.text.split())


NO_ROOM = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]


@pytest.mark.parametrize(
    ("prepare", "env", "within", "said", "kept"),
    [
        (newer, {}, [], "newer version", False),
        (damaged, {}, [], "damaged", True),
        (in_the_way, {}, [], "ot a directory", False),
        (nothing, {"XDG_STATE_HOME": "/proc/nowhere"}, [], "is not being saved", False),
        (nothing, {}, NO_ROOM, "free space", False),
    ],
    ids=["newer", "damaged", "in the way", "read-only", "full disk"],
)
def test_trouble_with_progress_is_said_on_the_page_and_the_lesson_goes_on(
    tmp_path, prepare: Callable[[Path], None], env, within, said, kept
):
    prepare(tmp_path)
    variables = home_variables(tmp_path) | env
    with pty.Terminal([*within, *steady("3")], cwd=tmp_path, env=variables, columns=200) as terminal:
        terminal.wait_for(QUESTION)
        terminal.until(lambda: said in words(terminal), said)
        terminal.send("0.1\r")
        terminal.wait_for("Right")
        terminal.send(NEXT)
        terminal.wait_for("2/8")
        terminal.send("\x1b[5~")
        terminal.wait_for(r"✓ .*[Rr]ight")
        terminal.screen.reset()
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        # What is not saved in the end is said once more, where it stays to be read.
        assert (said in words(terminal)) == (not kept)
    if kept:
        assert read_progress(state(tmp_path)).place() is not None
        assert len(list(state(tmp_path).glob("progress.damaged-*"))) == 1


def test_a_store_that_another_program_locks_is_said_and_made_good(tmp_path):
    other = sqlite3.connect(begun(tmp_path), isolation_level=None)
    with open_tutor(tmp_path, "3", columns=120) as terminal:
        terminal.wait_for(QUESTION)
        other.execute("BEGIN EXCLUSIVE")
        terminal.send("-0.11\r")
        terminal.wait_for("Right")
        terminal.until(lambda: "locked" in words(terminal))
        other.close()
        terminal.send(NEXT)
        terminal.wait_for("being saved again")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    (tally,) = read_progress(state(tmp_path)).tallies()
    assert tally.right == 1


def test_two_sessions_at_once_keep_each_others_answers(tmp_path):
    with open_tutor(tmp_path, "3") as one, open_tutor(tmp_path, "3") as two:
        for terminal in (one, two):
            terminal.wait_for(QUESTION)
        one.send("0.1\r")
        one.wait_for("Right")
        go_on(two)
        two.wait_for("2/8")
        two.wait_for(QUESTION)
        two.send("-0.11\r")
        two.wait_for("Right")
        for terminal in (one, two):
            terminal.send("\x03")
            assert terminal.wait_exit() == 0
    assert [tally.right for tally in read_progress(state(tmp_path)).tallies()] == [1, 1]


# What a terminal may send.

PASTE = b"\x1b[200~%b\x1b[201~"


SENT = {
    "a megabyte": (PASTE % (b"7" * 1_000_000), "›  7{20}"),
    "control characters": (PASTE % b"12\x1b\x07\xc2\x9b5\x03\n\x1b[31m", r"›  125\n"),
    "escape sequences": (
        PASTE % b"12\x1b]0;title\x07q\x1b[2J\xc2\x9b5n\x03\n\x1b[31m",
        r"›  12\]0;titleq\[2J5n\n",
    ),
    "bidirectional": (PASTE % "12\u202e\u2066".encode(), r"›  12\n"),
    "no UTF-8": (b"1\xff\xfe\x802\xc2\x9b\xc2\x85\xe2\x80\xae", r"›  12\n"),
    "reports": (b"\x1b[M \xff\xfe\x1b]52;c;aGk=\x07\x1bP1$r0 q\x1b\\\x1b[<0;3;4M12", r"›  12\n"),
    "keys": (b"\x1b[97:65u\x1b[1114112u\x1b[::u\x1b[99999999999u\x1bd12", r"›  12\n"),
    "wide": ("１２ｂ".encode(), r"›  12b\n"),
    "no end": (b"\x1b[200~12", r"(?s)›  12\n.*The end of what was pasted"),
}
"""Into an answer, and what is shown then."""

CONTROLS = (b"\x07", b"\x1b]", b"\x1bP", b"\x1b[2J", b"\x1b[31m", b"\xc2\x9b", b"\xe2\x80\xae")


def test_what_is_sent_into_an_answer_steers_nothing_and_loses_nothing(tmp_path):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        terminal.rest()
        mark = len(terminal.raw)
        for what, (sent, shown) in SENT.items():
            terminal.send(sent)
            terminal.wait_for(shown)
            assert not [control for control in CONTROLS if control in terminal.raw[mark:]], what
            # Away with it.
            terminal.send("\x15\x0b")
            terminal.wait_for(QUESTION)
        terminal.send("0.1\r")
        terminal.wait_for("Right")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    assert [p.name for p in tmp_path.iterdir()] == ["state"]
    (tally,) = read_progress(state(tmp_path)).tallies()
    assert (tally.right, tally.wrong) == (1, 0)


def test_a_thousand_keys_a_second_are_all_taken(tmp_path):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        for _ in range(20):
            terminal.send("7" * 50)
            terminal.watch(0.05)
        # Into an answer go as many as an answer may have.
        terminal.send("\x15" + "0.1\r")
        terminal.wait_for("Right", 30)
        for _ in range(5):
            terminal.send("sb" * 25)
            terminal.watch(0.05)
        terminal.send("?")
        terminal.wait_for("Keys that work now", 60)
        terminal.send("qs")
        terminal.wait_for(r"▸ z₁\[0\] = 0\.30·0\.20")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    (tally,) = read_progress(state(tmp_path)).tallies()
    assert (tally.right, tally.wrong) == (1, 0)


KEYS = [
    NEXT, "\x1b[5~", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[Z", "\x1b", "\x1b",
    "\t", "\r", "\x7f", "\x0c", "\x10", "\x14", " ", "0.1", *"12-sbprjkl?",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_keys_that_come_faster_than_pages_can_be_put_up_upset_nothing(tmp_path, seed):
    chance = random.Random(seed)
    with open_tutor(tmp_path, str(1 + 3 * seed), columns=120) as terminal:
        terminal.wait_for(r"\b1/\d+")
        for _ in range(40):
            terminal.send("".join(chance.choices(KEYS, k=chance.randint(1, 8))))
            terminal.watch(chance.choice([0, 0.02, 0.1]))
        terminal.send("\x1b")
        terminal.rest()
        terminal.send("\x03")
        assert terminal.wait_exit(30) == 0


def test_a_turned_page_does_not_wait_for_the_verdict(tmp_path):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        terminal.send("0.1\r" + NEXT)
        terminal.wait_for("2/8")
        terminal.wait_for(QUESTION)
        terminal.send("-0.11\r")
        terminal.wait_for("Right")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    assert [tally.right for tally in read_progress(state(tmp_path)).tallies()] == [1, 1]


@pytest.mark.parametrize("opened", ["\x1b?", "\x10", "\x1bl"], ids=["help", "palette", "lessons"])
def test_ctrl_c_leaves_from_everywhere_and_twice_is_once(tmp_path, opened):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        for key in opened:
            terminal.send(key)
            terminal.rest()
        terminal.send("\x03")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize(
    "keys", ["7\x7f1\x1b[D0.", "7\x7f.1\x1b[H0\x1b[F", "77\x150.77\x7f\x7f17\x1b[D\x1b[3~"]
)
def test_keys_that_a_slow_link_brings_in_a_bunch_are_taken_in_their_order(tmp_path, keys):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        terminal.send(keys + "\r")
        terminal.wait_for("Right")
        terminal.wait_for(r"›  0\.1\n")


@pytest.mark.parametrize(
    "garbage",
    [b"\x1b[?62;c", b"\xff\xfe\x1b[M\x80\x81\x82", b"\x1b]11;rgb:0/0/0\x07", b"\x1b[99999;99999R\x1b[12"],
)
def test_a_terminal_that_answers_with_garbage_is_taught_on(tmp_path, garbage):
    with open_tutor(tmp_path, "3", respond=pty.always(garbage)) as terminal:
        terminal.wait_for(QUESTION)
        # Half a sequence is given up after a while.
        terminal.watch(2.0)
        terminal.send("0.1\r")
        terminal.wait_for(r"›  0\.1\n")
        terminal.wait_for("Right")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
