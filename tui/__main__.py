"""`nntutor`, which is `python -m tui` too."""

from tui import garbage


def main() -> None:
    """The entry point."""
    garbage.hold()
    from tui.cli import run

    run()


if __name__ == "__main__":
    main()
