"""`nntutor`, which is `python -m tui` too."""

import os

from tui.host import crash, environment, signals
from tui.session import garbage


def main() -> None:
    """The entry point."""
    signals.watch()
    crash.install()
    garbage.hold()
    # Before anything that imports NumPy.
    environment.hold_threads(os.environ)
    from tui.commands.cli import run

    run()


if __name__ == "__main__":
    main()
