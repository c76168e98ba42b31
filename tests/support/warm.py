"""Programs of the tests that are started from one process in which everything is imported already.

Most of what it takes to start the tutor is Python's imports, and hundreds of tests start it in a terminal.
`Warm` keeps a process beside the tests that has imported all of it and forks for each; a program that is
forked reads its arguments, its environment and its terminal as one that is started anew. Where what differs
counts before the first import (a locale, options of Python), it is started anew after all.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module, reload

from tests.support import read_once
from tui.host import environment

PROGRAMS = {
    "tui": "tui.__main__",
    "tests.support.steady": "tests.support.steady",
    "tests.support.demo": "tests.support.demo",
}
"""What may be started so: modules as they are given to `python -m`, and where their `main` is."""

EARLY = ("PYTHON", "LC_", "LANG", "LD_", "TEXTUAL_")
"""How variables begin that are read before anything can be forked."""

_IMPORTED = (
    "tests.support.demo", "tui.commands.playing", "tui.app", "tui.screens.home", "tui.screens.help",
    "tui.screens.welcome", "tui.drawing.charts", "tui.drawing.tables", "tui.drawing.surface",
    "tui.drawing.graphs.diagram", "tui.host.limits", "tui.host.reader", "lessons.recall.hands", "wcwidth",
    "numpy.random", "rich._unicode_data.unicode17-0-0", "textual.layouts.horizontal", "textual.scrollbar",
)  # fmt: skip


class Warm:
    """Starts programs by forking one that has imported them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment`: that of the process which is forked. It is begun with the first program."""
        self._environment = dict(environment)
        self._early = _early(environment)

    @cached_property
    def _asks(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            subprocess.Popen(
                [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())],
                env=self._environment,
                pass_fds=[theirs.fileno()],
            )
        return ours

    def starts(self, argv: Sequence[str], environment: Mapping[str, str]) -> bool:
        """Whether it can start this."""
        python = list(argv[:2]) == [sys.executable, "-m"]
        return python and argv[2] in PROGRAMS and _early(environment) == self._early

    def start(
        self,
        terminal: int,
        argv: Sequence[str],
        environment: Mapping[str, str],
        cwd: str,
        ignore_hang_up: bool,
    ) -> tuple[int, int]:
        """Start it in a terminal, whose own end is given: its process, and where its status is told."""
        asked = json.dumps([list(argv[2:]), dict(environment), cwd, ignore_hang_up]).encode()
        status, told = os.pipe()
        try:
            socket.send_fds(self._asks, [len(asked).to_bytes(4, "big")], [terminal, told])
        finally:
            os.close(told)
        self._asks.sendall(asked)
        os.set_blocking(status, False)
        begun = self._asks.recv(4)
        if not begun:
            raise RuntimeError("the process that programs are forked from has ended")
        return int.from_bytes(begun, "big"), status


def _early(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(EARLY)}


def serve(asks: socket.socket) -> tuple[list[str], int] | None:
    """Fork for each program that is asked for: in the fork, its arguments and terminal; None at the end."""
    while True:
        length, handed, _, _ = socket.recv_fds(asks, 4, 2)
        if not length:
            return None
        wanted, asked = int.from_bytes(length, "big"), b""
        while len(asked) < wanted:
            asked += asks.recv(wanted - len(asked))
        terminal, told = handed
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # Between the two, to wait for the program.
            if pid := os.fork():
                asks.sendall(pid.to_bytes(4, "big"))
                os.write(told, os.waitpid(pid, 0)[1].to_bytes(4, "big"))
                os._exit(0)
            asks.close()
            os.close(told)
            argv, variables, cwd, ignore_hang_up = json.loads(asked)
            os.environ.clear()
            os.environ.update(variables)
            os.chdir(cwd)
            signal.signal(signal.SIGHUP, signal.SIG_IGN if ignore_hang_up else signal.SIG_DFL)
            return argv, terminal
        os.close(terminal)
        os.close(told)


def main() -> None:
    """Import everything, then fork whenever asked to; in a fork, be the program."""
    # Those between, which nobody waits for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    environment.prepare(os.environ)
    environment.leave_out_openssl(sys.modules)
    read_once.begin()
    for name in _IMPORTED:
        import_module(name)
    from lessons.course import load_course
    from lessons.labs import REGISTRY

    load_course()
    for name in REGISTRY:
        REGISTRY[name]
    from textual import constants

    from tui.commands import opening

    def prepare(environ: dict[str, str], prepared=environment.prepare) -> None:
        prepared(environ)
        reload(constants)

    environment.prepare = opening.prepare = prepare  # type: ignore[assignment]
    gc.collect()
    gc.freeze()
    found = serve(socket.socket(fileno=int(sys.argv[1])))
    if found is None:
        return
    (module, *sys.argv[1:]), terminal = found
    os.login_tty(terminal)
    program = import_module(PROGRAMS[module])
    sys.argv[0] = str(program.__file__)
    program.main()


if __name__ == "__main__":
    main()
