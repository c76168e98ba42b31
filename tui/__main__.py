"""`python -m tui` is `nntutor`."""

from tui.cli import main

main()
