"""`nntutor`, which is `python -m tui` too."""

from tui.host import crash, signals
from tui.session import garbage


def main() -> None:
    """The entry point."""
    signals.watch()
    crash.install()
    garbage.hold()
    from tui.commands.cli import run

    run()


if __name__ == "__main__":
    main()
