"""Whether a widget can be worked on: keys come faster than pages are put up and taken down."""

from __future__ import annotations

from textual.widget import Widget


def stands(widget: Widget) -> bool:
    """Whether everything in a widget is there, and not about to be removed."""
    return widget.is_mounted and not widget._pruning
