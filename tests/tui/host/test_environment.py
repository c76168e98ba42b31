"""What the environment says about a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tutor import open_tutor
from tests.tui.conftest import ROOT
from tui.host import environment


@pytest.mark.parametrize(
    ("env", "stdin", "stderr", "reason"),
    [
        ({"TERM": "xterm"}, False, True, "standard input is not a terminal"),
        ({"TERM": "xterm"}, True, False, "standard error is not a terminal"),
        ({"TERM": "dumb"}, True, True, "'dumb'"),
        ({"TERM": ""}, True, True, "TERM is not set"),
        ({}, True, True, "TERM is not set"),
    ],
)
def test_where_it_cannot_open_it_says_why_and_what_to_do_instead(env, stdin, stderr, reason):
    said = environment.refusal(env, stdin, stderr)
    assert said is not None
    assert reason in said
    assert "nntutor show" in said
    assert "\n" not in said


def test_a_terminal_is_not_refused():
    assert environment.refusal({"TERM": "vt100"}, True, True) is None


@pytest.mark.parametrize(
    ("env", "mode"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "truecolor"),
        ({"TERM": "xterm-direct"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "screen-256color"}, "256"),
        ({"TERM": "tmux-256color"}, "256"),
        ({"TERM": "xterm-kitty"}, "256"),
        ({"TERM": "alacritty"}, "256"),
        ({"TERM": "xterm-ghostty"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "vt100"}, "16"),
        ({}, "16"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "COLORTERM": "truecolor"}, "none"),
        ({"TERM": "xterm-256color", "COLORTERM": ""}, "256"),
    ],
)
def test_the_colour_mode_and_its_reason(env, mode):
    found, because = environment.colour_mode(env)
    assert found == mode
    assert because


@pytest.mark.parametrize(
    ("env", "ascii_only"),
    [
        ({}, False),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "C.utf8"}, False),
        ({"LC_CTYPE": "UTF-8"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LANG": "de_DE"}, True),
        ({"LANG": "de_DE@euro"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({"LANG": "de_DE.UTF-8@euro"}, False),
        ({"LANG": "C", "LC_ALL": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "C"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, False),
    ],
)
def test_the_locale_says_whether_ascii_is_all(env, ascii_only):
    found, because = environment.ascii_locale(env)
    assert found is ascii_only
    assert because


def test_the_locale_is_read_as_it_was_given_not_as_python_has_coerced_it():
    code = (
        "import os; from tui.host import environment as e; print(os.environ.get('LC_CTYPE'), e.ascii_here())"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("LC_") and k != "LANG"} | {"LANG": "C"}
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert said.stdout.split() == ["C.UTF-8", "True"]


def test_what_stands_in_between():
    assert environment.inside({"TERM": "xterm-256color"}) == ()
    assert environment.inside({"TERM": "screen", "TMUX": "/tmp/tmux-0/default,1,0"}) == ("tmux",)
    assert environment.inside({"TERM": "tmux-256color"}) == ("tmux",)
    assert environment.inside({"TERM": "screen", "STY": "1.pts-0.host"}) == ("screen",)


def test_who_answers_on_this_host_is_told_from_who_may_answer_beyond_ssh():
    assert environment.answered_here({"TERM": "screen", "TMUX": "/tmp/tmux-0/default,1,0"})
    assert environment.answered_here({"TERM": "screen", "STY": "1.pts-0.host"})
    assert not environment.answered_here({"TERM": "tmux-256color", "SSH_CONNECTION": "1 2 3 4"})
    assert not environment.answered_here({"TERM": "xterm-256color"})


def test_mosh_is_seen_among_the_ancestors(tmp_path: Path):
    for pid, name, parent in [(30, "python", 20), (20, "a (b) c", 10), (10, "mosh-server", 1)]:
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} ({name}) S {parent} 0 0")
    assert environment.mosh_above(30, tmp_path)
    assert not environment.mosh_above(31, tmp_path)


def test_an_empty_no_color_is_dropped_and_one_that_is_set_is_kept():
    empty = {"NO_COLOR": "", "TERM": "xterm-256color"}
    environment.prepare(empty)
    assert "NO_COLOR" not in empty
    assert empty["TEXTUAL_COLOR_SYSTEM"] == "256"
    full = {"NO_COLOR": "1", "TERM": "xterm-256color"}
    environment.prepare(full)
    assert full["NO_COLOR"] == "1"


def test_numpy_is_held_to_one_thread():
    env = {"OMP_NUM_THREADS": "8"}
    environment.hold_threads(env)
    assert {env[name] for name in environment.THREAD_VARIABLES} == {"1"}


def test_the_threads_are_held_before_numpy_is_imported():
    code = """
import os, sys

class Look:
    def find_spec(self, name, *_):
        if name == "numpy":
            print(os.environ.get("OPENBLAS_NUM_THREADS"))

sys.meta_path.insert(0, Look())
sys.argv = ["nntutor", "--version"]
from tui import __main__
__main__.main()
"""
    env = {name: value for name, value in os.environ.items() if name not in environment.THREAD_VARIABLES}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines()[0] == "1"


def test_it_imports_neither_textual_nor_numpy():
    code = "import sys, tui.host.environment; print(sorted({'textual', 'numpy', 'rich'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.pty
def test_openssl_is_not_loaded_for_the_first_page(tmp_path):
    if sys.platform != "linux":
        pytest.skip("the libraries of a process are read from /proc")
    with open_tutor(tmp_path, "machine-learning") as tutor:
        tutor.wait_for(r"1/\d+")
        loaded = Path(f"/proc/{tutor.pid}/maps").read_text()
    assert "_multiarray_umath" in loaded
    assert not re.search("libcrypto|libssl", loaded)
