"""The tutor inside tmux and GNU screen, which stand between it and the terminal."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import pty
from tests.support.programs import skip_without
from tests.tui.conftest import DEMO, ROOT

pytestmark = pytest.mark.pty


def around(folder: Path) -> list[str]:
    """The demonstration in a shell that keeps what `stty` says before and after."""
    line = " ".join(DEMO)
    return ["sh", "-c", f"stty -g > {folder}/a; {line}; echo status $?; stty -g > {folder}/b; sleep 60"]


def play(terminal: pty.Terminal) -> None:
    """See it move, from a pause."""
    terminal.wait_for("demo ready, paused")
    terminal.send("p")
    terminal.wait_for(r"step [1-9]")
    terminal.more(200)


def leave(terminal: pty.Terminal, folder: Path) -> None:
    """Quit: the shell goes on in a row of its own, with nothing typed and the line as it was."""
    terminal.send("q")
    terminal.wait_for(r"(?m)^status 0$")
    assert "R" not in terminal.text.split("status 0")[-1]
    # Written when it has its line break.
    terminal.until(lambda: (folder / "b").exists() and (folder / "b").read_text().endswith("\n"))
    assert (folder / "a").read_text() == (folder / "b").read_text()


def end(command: Sequence[str], env: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=False, capture_output=True, env=env)


def test_inside_tmux_it_is_paced_and_put_away_cleanly(tmp_path):
    skip_without("tmux")
    tmux = ["tmux", "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]
    with pty.Terminal([*tmux, "new", *around(tmp_path)], cwd=ROOT) as terminal:
        try:
            play(terminal)
            leave(terminal, tmp_path)
        finally:
            end([*tmux, "kill-server"])


def test_inside_screen_it_goes_on_after_a_detachment_and_is_put_away_cleanly(tmp_path, monkeypatch):
    skip_without("screen")
    sockets = tmp_path / "screen"
    sockets.mkdir(mode=0o700)
    monkeypatch.setenv("SCREENDIR", str(sockets))
    begin = ["screen", "-c", "/dev/null", "-S", "tutor", *around(tmp_path)]
    try:
        with pty.Terminal(begin, cwd=ROOT) as terminal:
            play(terminal)
            terminal.send("\x01d")  # ctrl+a d
            assert terminal.wait_exit() == 0
        with pty.Terminal(["screen", "-r", "tutor"], cwd=ROOT, columns=100, rows=30) as terminal:
            terminal.wait_for("demo ready, playing")
            terminal.send("p")
            play(terminal)
            leave(terminal, tmp_path)
    finally:
        end(["screen", "-S", "tutor", "-X", "quit"])


def test_where_there_is_no_other_screen_the_shell_goes_on_below_what_was_drawn():
    # The emulated terminal has none, as GNU screen, mosh and the Linux console.
    line = f"{' '.join(DEMO)}; echo status $?"
    with pty.Terminal(["sh", "-c", line], cwd=ROOT) as terminal:
        terminal.wait_for("demo ready")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        *before, last, cursor = terminal.text.split("\n")
        assert (last, cursor) == ("status 0", "")
        assert "keys:" in "\n".join(before)
