"""The tutor with a fault put into it: `python -m tests.support.crashing PLACE [ARGUMENTS…]`.

PLACE is where it fails: behind the key `F1` in its action (`key`), in a callback of the event loop (`later`)
or a thread (`thread`); in the thread that reads keys (`input`); in the command `show`; or before the command
line is read (`import`).
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from tests.support import steady
from tui import __main__ as program

SECRET = "swordfish"
"""Held by a variable where it fails, as what was typed may be."""


class Fault(Exception):
    """What the tests look for."""


def fail(*_: Any, **__: Any) -> Any:
    secret = SECRET
    raise Fault(f"as asked, {len(secret)}")


def prepare(place: str) -> None:
    """Put the fault in its place."""
    match place:
        case "import":
            import tui.host.environment

            tui.host.environment.hold_threads = fail
        case "show":
            import lessons.telling.show

            lessons.telling.show.show_lesson = fail
        case _:
            import tui.commands.opening

            usual = tui.commands.opening.prepare_screen

            def prepare_screen(settings: Any) -> None:
                # Textual is imported after that.
                usual(settings)
                put_into_app(place)

            tui.commands.opening.prepare_screen = prepare_screen


def put_into_app(place: str) -> None:
    """Put the fault behind the key `F1`, or behind any."""
    from textual.events import Key

    from tui.link.driver import TerminalDriver
    from tui.screens.base import TutorScreen

    def process_message(self: Any, message: Any) -> None:
        fail() if isinstance(message, Key) else usual(self, message)

    usual = TerminalDriver.process_message
    match place:
        case "key":
            TutorScreen.action_help = fail
        case "thread":
            TutorScreen.action_help = lambda _: threading.Thread(target=fail).start()
        case "later":
            TutorScreen.action_help = lambda self: self.app.call_from_driver(fail)
        case "input":
            TerminalDriver.process_message = process_message


if __name__ == "__main__":
    fault = sys.argv.pop(1)
    prepare(fault)
    program.main() if fault == "import" else steady.main()
