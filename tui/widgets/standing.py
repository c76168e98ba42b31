"""Whether a widget can be worked on: keys come faster than pages are put up and taken down.

Textual takes a widget away also while what is in it is still being put up: then it mounts the rest
nowhere, without a word, and calls `on_mount` of a widget that is empty. And it mounts nothing any more,
with an error, once the app has been told to exit.
"""

from __future__ import annotations

from textual.widget import Widget

from tui.private import is_going, until_mounted


def stays(widget: Widget) -> bool:
    """Whether a widget is not about to be removed. In `on_mount`: whether all its children are there."""
    return widget.is_attached and not is_going(widget)


def stands(widget: Widget) -> bool:
    """Whether everything in a widget has been put up, and stays."""
    return widget.is_mounted and stays(widget)


async def settled(widget: Widget) -> None:
    """Wait until everything in a widget has been put up, so that it may be removed.

    Not to be awaited in the messages of a widget in it that is being put up.
    """
    while waited_for := [x for x in widget.walk_children(Widget, with_self=True) if not x.is_mounted]:
        await until_mounted(waited_for[0])
