"""The first and the last row of the screen: where the learner is, and which keys work now."""

from __future__ import annotations

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input

from lessons.text import cut
from tui.widgets.spelling import letters_of, spelled

LAST = ("answer", "knobs", "page", "lessons", "help")
"""What is told after everything else."""

DROPPED_FIRST = ("w", "o", "b", "r", "q", "ctrl+t", "f", "y", "p", "s")
KEPT = {"enter", "tab", "esc", "q", "→", "right", "?", "F1"}
"""What is told however narrow the screen is: how to go on, and how to get out."""


_WORDS = {"→": "right", "←": "left", "↑↓": "up/down", "←→": "left/right"}
"""Arrow keys where there are no arrows: one letter for each would read as another key."""


class TitleBar(Widget):
    """What this is on the left, where in it on the right; before that a word on a link that is slow."""

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__()
        self._left, self._right = left, right

    def show(self, left: str, right: str) -> None:
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def on_mount(self) -> None:
        self.watch(self.app, "link_note", self._again, init=False)

    def _again(self) -> None:
        self.refresh()

    def render(self) -> Content:
        left, right = spelled(self, self._left), spelled(self, self._right)
        note = str(getattr(self.app, "link_note", ""))
        if note and len(left) + len(note) + len(right) + 8 <= self.size.width:
            right = f"{note}   {right}"
        # Two blanks at least part them. The name of the lesson is cut first: it is the same on every page.
        name, gap, place = right.rpartition("  ")
        right = cut(name, max(0, self.size.width - len(left) - 6 - len(gap + place))) + gap + place
        room = max(0, self.size.width - len(right) - 6)
        said = Content.styled(f"  {cut(left, room).ljust(room + 2)}", "bold")
        return said + Content.styled(f"{right}  ", "$foreground 75%")


class KeyBar(Widget):
    """The keys that work now, as the bindings themselves say it; help, which tells all of them, always."""

    COMPONENT_CLASSES = {"keybar--key"}

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._again)

    def _again(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.refresh()

    def render(self) -> Content:
        key_style = Style.from_styles(self.get_component_styles("keybar--key"))
        parts: list[Content] = []
        main = getattr(self.screen, "main_keys", frozenset())
        for key, what in fitting(keys_now(self.screen), self.size.width, main):
            if parts:
                parts.append(Content("  "))
            parts += [Content.styled(key, key_style), Content(f" {what}")]
        return Content("").join(parts)


def fitting(
    keys: list[tuple[str, str]], width: int, main: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """The keys for which there is room: first those of the lab give way, then the last of the others.

    `main`: keys of the lab that do not, where it is all that there is on the screen.
    """
    kept = list(keys)
    # Where esc leads out, q need not be told of.
    leads_out = any(key == "esc" for key, _ in keys)
    first = [key for key in DROPPED_FIRST if key not in main and (key != "q" or leads_out)]
    early = [pair for key in first for pair in keys if pair[0] == key]
    late = [pair for pair in reversed(keys) if pair[0] not in KEPT | main and pair not in early]
    for pair in (*early, *late):
        if sum(len(key) + 1 + len(what) + 2 for key, what in kept) - 2 <= width:
            break
        kept.remove(pair)
    return kept


def keys_now(screen: Screen[object], shown_only: bool = True) -> list[tuple[str, str]]:
    """The keys that do something now, and what, in the order to tell them: the focused widget's first.

    Only keys that the tutor itself has bound: what Textual's widgets bind besides is no help.
    """
    found: dict[str, str] = {}
    focused: list[tuple[str, str]] = []
    rest: list[tuple[str, str]] = []
    for node, binding, enabled, _tooltip in screen.active_bindings.values():
        if not enabled or (shown_only and not binding.show) or not binding.description:
            continue
        if binding.action in found or binding.action not in _own_actions(type(node)):
            continue
        why_not = getattr(node, "why_not", None)
        if why_not and why_not(binding.action.partition("(")[0]):
            continue
        found[binding.action] = binding.description
        key = binding.key_display or screen.app.get_key_display(binding)
        if key == "?" and isinstance(screen.focused, Input):
            key = "F1"  # a question mark would be typed
        if letters_of(screen) != "all":
            key = _WORDS.get(key, key)
        said = (key.replace("^", "ctrl+"), binding.description.lower())
        (focused if node is screen.focused else rest).append(said)
    ordered = [*focused, *rest]
    return sorted(ordered, key=lambda pair: LAST.index(pair[1]) if pair[1] in LAST else -1)


def _own_actions(kind: type[object]) -> set[str]:
    """The actions that classes of the tutor bind."""
    ours = [cls for cls in kind.__mro__ if cls.__module__.startswith("tui.")]
    return {
        binding.action if isinstance(binding, Binding) else binding[1]
        for cls in ours
        for binding in cls.__dict__.get("BINDINGS", ())
    }
