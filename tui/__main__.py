"""`nntutor`, which is `python -m tui` too."""

from tui import crash, garbage, signals


def main() -> None:
    """The entry point."""
    signals.watch()
    crash.install()
    garbage.hold()
    from tui.cli import run

    run()


if __name__ == "__main__":
    main()
