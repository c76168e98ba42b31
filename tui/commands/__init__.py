"""The commands beside the tutor itself, one file for each thing that somebody comes to do.

Data goes to stdout, narration to stderr. Nothing here imports Textual before a command needs it.
"""

from tui.commands import authoring, classes, keeping, machine, reading
from tui.commands.shared import course_of, open_store, resolve

__all__ = ["authoring", "classes", "course_of", "keeping", "machine", "open_store", "reading", "resolve"]
