"""Animation over every kind of terminal: one that answers, one that does not, and worse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.support import drawing, pty
from tests.support.tutor import go_on, open_tutor, train
from tests.tui.conftest import DEMO, ROOT
from tui.link.driver import TerminalDriver

pytestmark = pytest.mark.pty

SPARING = {"DEMO_RATE": "2000"}
"""Steps a second, where what is looked at for seconds is how frames are sent."""


def play(terminal: pty.Terminal) -> None:
    terminal.send("p")
    terminal.wait_for(r"step [1-9]")


def frames(terminal: pty.Terminal, seconds: float) -> int:
    """How many frames are drawn in so many seconds: each has a query behind it."""
    before = terminal.queries
    terminal.watch(seconds)
    return terminal.queries - before


def moves(terminal: pty.Terminal, more: int) -> bool:
    """Whether so many more frames are drawn, on however busy a machine."""
    wanted = terminal.queries + more
    return terminal.run(60.0, lambda: terminal.queries >= wanted)


def test_an_idle_page_sends_nothing_and_computes_nothing(demo):
    terminal = demo()
    terminal.rest()
    sent, cpu = terminal.bytes, terminal.cpu()
    terminal.watch(2.0)
    assert terminal.bytes == sent
    assert terminal.cpu() - cpu <= 0.01


def test_a_terminal_that_answers_sees_it_move(demo):
    terminal = demo()
    play(terminal)
    assert moves(terminal, 8)


def test_the_rate_is_capped(demo):
    terminal = demo(env=SPARING | {"DEMO_FPS": "3"})
    play(terminal)
    assert frames(terminal, 2.0) <= 7


def test_a_terminal_that_never_answers_gets_500_bytes_a_second(demo):
    terminal = demo(respond=pty.never, env=SPARING)
    play(terminal)
    terminal.watch(1.0)
    sent = terminal.bytes
    terminal.watch(4.0)
    assert terminal.bytes - sent <= 4 * 500 + 400
    terminal.more()
    terminal.send("k")
    terminal.wait_for("keys:.* k")


def test_a_terminal_that_answers_late_is_waited_for(demo):
    terminal = demo(respond=pty.late(0.8), env=SPARING)
    terminal.until(lambda: terminal.answered)
    play(terminal)
    assert frames(terminal, 2.5) <= 4
    assert moves(terminal, 1)


def test_a_slow_link_is_told_in_the_title_until_it_recovers(tmp_path):
    with open_tutor(tmp_path, "training", respond=pty.late(0.8)) as terminal:
        terminal.wait_for(r"link \d+ ms +10 ")
        train(terminal, 30.0)
        drawn = terminal.queries
        terminal.until(lambda: terminal.queries > drawn + 3)
        # Told once, whatever was drawn since.
        assert bytes(terminal.raw).count(b"link ") == 1
        terminal.respond = pty.at_once
        terminal.until(lambda: "link " not in terminal.text)
        terminal.respond = pty.late(0.8)
        terminal.wait_for(r"link [\d.]+ m?s", 30.0)


def test_while_nothing_moves_a_page_turn_measures_the_link(tmp_path):
    with open_tutor(tmp_path, "forward-pass") as terminal:
        terminal.wait_for(r"1/\d+")
        terminal.respond = pty.late(2.0)
        terminal.send("\x1b")
        terminal.wait_for("tab answer")
        go_on(terminal)
        terminal.wait_for(r"link [\d.]+ m?s")
        terminal.rest()
        sent = terminal.bytes
        terminal.watch(1.5)
        assert terminal.bytes == sent


@pytest.mark.parametrize("variable", ["TMUX", "STY"])
def test_where_tmux_or_screen_answers_no_link_is_told(tmp_path, variable):
    with open_tutor(tmp_path, "3", env={variable: "1.pts-0.host"}, respond=pty.late(0.8)) as terminal:
        terminal.wait_for(r"1/\d+")
        terminal.watch(2.0)
        assert terminal.queries == 1
        assert "link " not in terminal.text


def test_a_terminal_that_falls_silent_gets_no_second_frame(demo):
    terminal = demo(env=SPARING)
    play(terminal)
    terminal.respond = pty.never
    # What was asked before is answered no more.
    terminal.watch(0.5)
    sent = terminal.bytes
    terminal.watch(3.0)
    assert terminal.bytes == sent
    terminal.send("k")
    terminal.wait_for("keys:.* k")


def test_answers_in_pieces_are_answers_and_not_keys(demo):
    terminal = demo(respond=pty.in_pieces(0.2, 2, 5), env=SPARING)
    terminal.until(lambda: terminal.answered)
    play(terminal)
    assert moves(terminal, 2)
    assert "keys: p\n" in terminal.text


def test_answers_given_twice_do_not_double_the_frames(demo):
    terminal = demo(respond=pty.twice, env=SPARING | {"DEMO_FPS": "5"})
    play(terminal)
    assert frames(terminal, 2.0) <= 11
    assert moves(terminal, 2)


def test_answers_mixed_with_typed_keys_lose_neither(demo):
    def mixed(terminal: pty.Terminal, answer: bytes) -> None:
        terminal.send(b"k" + answer + b"j")

    terminal = demo(respond=mixed, env=SPARING | {"DEMO_FPS": "4"})
    terminal.wait_for("keys: k j")
    play(terminal)
    assert moves(terminal, 3)
    keys = terminal.text.splitlines()[1].split()
    assert set(keys) <= {"keys:", "k", "j", "p"}


def test_answers_that_are_wrong_still_pace(demo):
    home, far_out, nowhere = b"\x1b[1;1R", b"\x1b[99999;99999R", b"\x1b[0;0R"
    terminal = demo(respond=pty.always(home), env=SPARING)
    play(terminal)
    for answer in (home, far_out, b"\x1b[?1;2c\x1b[2;5R", nowhere):
        terminal.respond = pty.always(answer)
        assert moves(terminal, 4), answer
        assert "keys: p\n" in terminal.text, answer


@pytest.mark.parametrize("garbage", [b"\x1b[?62;c", b"\xff\xfe\x1b[M\x80\x81\x82", b"\x1b]11;rgb:0/0/0\x07"])
def test_answers_that_are_garbage_count_for_none_and_type_nothing(demo, garbage):
    terminal = demo(respond=pty.always(garbage), env=SPARING)
    play(terminal)
    sent = terminal.bytes
    terminal.watch(1.5)
    assert terminal.bytes - sent <= 1.5 * 500 + 800
    assert "keys: p\n" in terminal.text
    terminal.send("q")
    assert terminal.wait_exit() == 0


def test_training_goes_on_while_a_frame_is_under_way(demo):
    terminal = demo(respond=pty.late(1.0), env=SPARING)
    terminal.until(lambda: terminal.answered)
    play(terminal)
    first = int(terminal.text.split("step ")[1].split()[0])
    assert moves(terminal, 2)
    terminal.until(lambda: int(terminal.text.split("step ")[1].split()[0]) > first + 500)


def test_keys_are_seen_at_once_while_it_trains(demo):
    terminal = demo()
    play(terminal)
    for key in "abcdefgh":
        terminal.send(key)
        terminal.wait_for(f"keys:.* {key}", 3.0)


def test_a_thousand_keys_in_a_second_all_arrive(demo):
    terminal = demo()
    terminal.send("i")
    terminal.rest()
    play_keys = "1234567890" * 100
    for start in range(0, 1000, 50):
        terminal.send(play_keys[start : start + 50])
        terminal.watch(0.05)
    terminal.wait_for("answer: 1000 ", 20)


def test_a_paste_of_a_megabyte_and_bytes_that_are_no_utf8_do_no_harm(demo):
    terminal = demo()
    terminal.send("i")
    terminal.rest()
    terminal.send(b"\x1b[200~" + b"12 \x1b]q\xff" + b"7" * 1_000_000 + b"\x1b[201~")
    terminal.wait_for("answer: [0-9]+ '12 ]q777", 20)
    terminal.send(b"\xff\xfe\x80")
    terminal.kill(signal.SIGTERM)
    assert terminal.wait_exit() == 143


def test_escape_sequences_in_a_paste_are_not_sent_back_or_run(demo):
    terminal = demo()
    terminal.send("i")
    terminal.rest()
    sent = len(terminal.raw)
    terminal.send(b"\x1b[200~12\x1b]q\x1b[31m\x07\x9b5n\x1b[201~")
    terminal.wait_for("answer: 11 '12]q.31m5n'|answer: [0-9]+ '12")
    assert not terminal.ended()
    assert b"\x07" not in terminal.raw[sent:]
    assert b"\x1b]" not in terminal.raw[sent:]


def test_resizing_again_and_again_while_it_trains_does_no_harm(demo):
    terminal = demo()
    play(terminal)
    for columns, rows in [(20, 5), (300, 100), (80, 24), (1, 1), (40, 10), (120, 40)] * 4:
        terminal.resize(columns, rows)
        terminal.watch(0.04)
    terminal.resize(80, 24)
    terminal.wait_for("demo ready, playing")
    terminal.send("q")
    assert terminal.wait_exit() == 0


@pytest.mark.parametrize(
    "term", ["xterm-256color", "xterm", "screen-256color", "tmux-256color", "linux", "vt100"]
)
def test_it_opens_and_closes_on_every_terminal(demo, term):
    terminal = demo(env={"TERM": term})
    colours = b";5;" in terminal.raw or b"[48;5" in terminal.raw
    assert colours == ("256color" in term)
    raw = bytes(terminal.raw)
    assert b"\x1b]1" not in raw, "the colours of the background are never asked for"
    assert not any(mode in raw for mode in (b"?1000h", b"?1002h", b"?1003h", b"?1006h")), "nor the mouse"
    terminal.send("q")
    assert terminal.wait_exit() == 0


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_that_cannot_place_text_is_refused_before_anything_is_drawn(demo, term):
    terminal = demo(ready=None, env={"TERM": term}, columns=160)
    assert terminal.wait_exit() == 2
    assert "nntutor show" in terminal.text
    assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("stream", ["<", "2>"])
def test_without_a_terminal_it_says_so_and_exits_with_2(stream):
    line = f"{sys.executable} -m tests.support.demo {stream} /dev/null; echo status $?"
    with pty.Terminal(["sh", "-c", line], cwd=ROOT) as terminal:
        terminal.wait_for("status 2")
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize(("value", "coloured"), [("1", False), ("", True), (None, True)])
def test_no_color_is_heeded_unless_it_is_empty(demo, value, coloured):
    terminal = demo(env={"NO_COLOR": value})
    colours = {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()}
    hues = [c for c in colours if len(c) == 6 and len({c[:2], c[2:4], c[4:]}) > 1]
    assert bool(hues) == coloured


@pytest.mark.parametrize(
    ("locale", "shows", "letters"),
    [
        ({"LANG": "C"}, {"respond": pty.never}, "ascii"),
        ({"LANG": "de_DE.ISO-8859-1"}, {"respond": pty.never}, "ascii"),
        ({"LANG": "C.UTF-8"}, {"respond": pty.never}, "all"),
        ({"LANG": "C"}, {}, "all"),
        ({"LANG": "C.UTF-8"}, {"screen": drawing.Latin}, "ascii"),
        ({"LANG": "C.UTF-8"}, {"screen": drawing.AmbiguousWide}, "narrow"),
        ({"LANG": "C.UTF-8"}, {"screen": drawing.BoxWide}, "narrow"),
    ],
    ids=["C", "Latin-1", "UTF-8", "C, UTF-8 shown", "UTF-8, bytes shown", "ambiguous wide", "box wide"],
)
def test_what_the_terminal_shows_says_which_characters_it_can_be_given(demo, locale, shows, letters):
    terminal = demo(env=locale, **shows)
    terminal.wait_for(f"letters {letters}")
    # The border of the answer is box drawing.
    shown = lambda: "".join(terminal.screen.display)  # noqa: E731
    assert terminal.run(10, lambda: shown().isascii() == (letters != "all")), terminal.text


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again():
    environment = {"PS1": "shell> ", "HISTFILE": "/dev/null"}
    with pty.Terminal(["bash", "--norc", "--noprofile", "-i"], cwd=ROOT, env=environment) as terminal:
        terminal.wait_for("shell>")
        before = terminal.stty()
        terminal.send(" ".join(DEMO) + "\r")
        terminal.wait_for("demo ready")
        for _ in range(2):
            terminal.send("p")
            terminal.wait_for("step [1-9]")
            terminal.send("\x1a")
            terminal.wait_for("Stopped")
            terminal.rest()
            assert terminal.stty().replace(" ", "") == before.replace(" ", "")
            terminal.send("echo back in the $((1+1))nd shell\r")
            terminal.wait_for("back in the 2nd shell")
            assert "R" not in terminal.text.split("2nd shell")[-1]
            terminal.screen.reset()
            terminal.send("fg\r")
            terminal.wait_for("demo ready, paused")
        terminal.send("q")
        terminal.wait_for("shell>")
        assert terminal.stty() == before
        terminal.send("exit\r")
        terminal.wait_exit()


def test_bg_does_not_let_it_draw_over_the_shell():
    environment = {"PS1": "shell> ", "HISTFILE": "/dev/null"}
    with pty.Terminal(["bash", "--norc", "--noprofile", "-i"], cwd=ROOT, env=environment) as terminal:
        terminal.wait_for("shell>")
        terminal.send(" ".join(DEMO) + "\r")
        terminal.wait_for("demo ready")
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        drawn = len(terminal.raw)
        terminal.send("bg\r")
        terminal.watch(1.0)
        assert b"\x1b[?1049h" not in terminal.raw[drawn:]
        terminal.send("fg\r")
        terminal.wait_for("demo ready")
        terminal.send("k")
        terminal.wait_for("keys:.* k")
        terminal.send("q")
        terminal.wait_for("shell>")
        terminal.send("exit\r")
        terminal.wait_exit()


def test_ctrl_z_without_a_shell_does_not_hang(demo):
    terminal = demo()
    terminal.send("\x1a")
    terminal.wait_for("no shell here")
    terminal.send("k")
    terminal.wait_for("keys:.* k")
    terminal.send("q")
    assert terminal.wait_exit() == 0


def test_a_stop_from_outside_is_survived(demo):
    terminal = demo(ready=None)
    terminal.wait_for("demo ready")
    terminal.kill(signal.SIGSTOP)
    terminal.rest()
    subprocess.run(["stty", "sane"], stdin=terminal.fd, check=True)
    terminal.screen.reset()
    terminal.kill(signal.SIGCONT)
    terminal.wait_for("demo ready")
    terminal.send("k")
    terminal.wait_for("keys: k")
    assert "k k" not in terminal.text
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.line == terminal.line_at_start


def test_it_does_not_outlive_its_terminal_by_much(demo):
    terminal = demo()
    terminal.send("p")
    terminal.wait_for(r"step [1-9]")
    terminal.hang_up()
    terminal.wait_exit()
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.pid, 0)


@pytest.mark.parametrize("handler", ["_sigtstp_application", "_sigcont_application"])
def test_a_signal_to_stop_or_go_on_does_nothing_in_the_middle_of_other_work(handler):
    class App:
        asked = ()

        def call_from_driver(self, callback, *arguments):
            self.asked += (callback,)

    driver = object.__new__(TerminalDriver)
    driver._listener, driver._auto_restart, driver._suspended = App(), True, False
    getattr(driver, handler)()
    assert [callback.__self__ for callback in driver._listener.asked] == [driver]
