"""Textual's private parts: all that the tutor reads of them, and a list of those that it does differently.

They may change with any version of Textual. Nothing else in the tutor touches one, and where a version
no longer has one a test names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import _character_to_key as key_of_character
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.widgets import OptionList
    from textual.widgets.markdown import MarkdownBlock

__all__ = ["ChopsUpdate", "CompositorUpdate", "LayoutUpdate", "XTermParser", "key_of_character"]

OVERRIDDEN = {
    "textual.app:App": "_display _fatal_error _handle_exception _on_resize _replace_screen",
    "textual.command:CommandPalette": "_action_command_list _on_mount _refresh_command_list",
    "textual.drivers.linux_driver:LinuxDriver": (
        "_get_terminal_size _run_input_thread _sigcont_application _sigtstp_application"
    ),
    "textual.widget:Widget": "_on_blur _on_focus",
    "textual.widgets:Input": "_on_key _on_paste",
    "textual.widgets:OptionList": "_move_page",
}
"""The private methods that a class of the tutor has in the place of Textual's own, by Textual's class."""


# The app


def driver_of(app: App[Any]) -> Driver | None:
    """What reads and writes the terminal; None before it is there."""
    return app._driver


def displays(app: App[Any]) -> bool:
    """Whether what is painted now would be sent to the terminal."""
    return app._running and not (app._batch_count or app._closed)


def end_without_words(app: App[Any]) -> None:
    """Have the app come to its end; Textual would print a traceback first."""
    app._close_messages_no_wait()


def make_first(screen: Screen[Any]) -> None:
    """Do what `push_screen` does and `switch_screen` undoes; Textual forgets it of its first screen."""
    screen._push_result_callback(screen, None)


def is_quiet(app: App[Any]) -> bool:
    """Whether no message waits anywhere and everything has been painted."""
    if any(node._message_queue.qsize() or node._next_callbacks for node in (app, *app._registry)):
        return False
    if not app._screen_stack:
        return True
    screen = app.screen
    return not (
        screen._dirty_widgets
        or screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
    )


class Nothing(Message, bubble=False):
    """Stands for what has been dropped from a queue."""


def drop_input(app: App[Any]) -> None:
    """Drop every key, paste and report of the mouse that waits anywhere."""
    for node in (app, *app._registry):
        waiting = node._message_queue.values
        if not waiting:
            continue
        kept = [message for message in waiting if not isinstance(message, events.InputEvent | events.Paste)]
        waiting.clear()
        # Whoever takes from the queue has been told that there is something.
        waiting.extend(kept or [Nothing()])


# Widgets


def is_going(widget: Widget) -> bool:
    """Whether a widget is about to be removed."""
    return widget._pruning


async def until_mounted(widget: Widget) -> None:
    """Wait until everything in a widget has been put up."""
    await widget._mounted_event.wait()


def own_bindings(widget: Widget, key: str) -> Iterable[Binding]:
    """What a widget binds to a key."""
    return widget._bindings.key_to_bindings.get(key, ())


def token_of(block: MarkdownBlock) -> Any:
    """What a block of Markdown was built from; None where that is other blocks."""
    return block._inline_token


def line_of(options: OptionList, index: int) -> int:
    """The line in which an option of a list begins."""
    return options._index_to_line.get(index, 0)


def forget_styles() -> None:
    """Let go of what Textual has drawn of widgets that are there no more."""
    from textual._styles_cache import StylesCache

    StylesCache.get_inner_outer.cache_clear()


# The driver


def reads_keys(driver: LinuxDriver) -> bool:
    """Whether the thread that reads is at work."""
    return driver._key_thread is not None and driver._key_thread.is_alive()


def obeys_stops(driver: LinuxDriver) -> bool:
    """Whether signals to stop and to go on are its own affair; not where the app gives the terminal away."""
    return driver._auto_restart


def tell_resumed(driver: LinuxDriver) -> None:
    """Have the app told, once it has the terminal again, that it was away."""
    driver._must_signal_resume = True


def has_size_reports(driver: LinuxDriver) -> bool:
    """Whether the terminal reports its size by itself."""
    return driver._in_band_window_resize


def set_size_reports(driver: LinuxDriver, on: bool) -> None:
    """Have the terminal report its size, or know of no such reports."""
    had, driver._in_band_window_resize = driver._in_band_window_resize, on
    if on and not had:
        driver._enable_in_band_window_resize()
