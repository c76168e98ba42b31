"""Which keys there are: none that ssh, tmux or a terminal takes for itself, and all that are promised."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import tui
from tests.support.pilot import SIZE, lesson, settle
from tests.tui.conftest import Tutor
from tui.widgets.figure_view import FigureView
from tui.widgets.questions.predict import PredictEntry

TAKEN = {
    "ctrl+a": "screen",
    "ctrl+b": "tmux",
    "ctrl+s": "flow control",
    "ctrl+q": "flow control, VS Code",
    "tilde": "ssh, after a newline",
    "f3": "an answer to a query looks like it with shift",
}


def bindings() -> list[tuple[str, str]]:
    """Every key that the tutor binds, and what it does."""
    for module in walk_packages(tui.__path__, "tui."):
        if module.name != "tui.__main__":
            import_module(module.name)
    classes, found = [DOMNode], []
    while classes:
        kind = classes.pop()
        classes += kind.__subclasses__()
        if kind.__module__.startswith("tui."):
            made = Binding.make_bindings(kind.__dict__.get("BINDINGS", ()))
            found += [(binding.key, binding.action) for binding in made]
    return found


def test_no_key_is_needed_that_something_in_between_takes():
    bound = bindings()
    assert len(bound) > 40
    for key, action in bound:
        if key in TAKEN:
            others = {k for k, a in bound if a in (action, f"app.{action}") and k not in TAKEN}
            assert others, f"{action} has only {key}, which is taken by {TAKEN[key]}"


def test_no_key_needs_alt_or_command_or_a_shifted_letter():
    for key, action in bindings():
        assert not {"alt", "meta", "super", "hyper"} & set(key.split("+")), (key, action)
        assert not (len(key) == 1 and key.isupper()), (key, action)


@pytest.mark.parametrize("key", ["right", "space", "pagedown"])
async def test_keys_that_turn_to_the_next_page(tutor: Tutor, key: str) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await pilot.press("escape")
        await pilot.press(key)
        await settle(pilot)
        assert lesson(pilot).index == 0
        await pilot.press(key)
        await settle(pilot)
        assert lesson(pilot).index == 1


@pytest.mark.parametrize("key", ["left", "backspace", "pageup"])
async def test_keys_that_turn_back(tutor: Tutor, key: str) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(2)
        await settle(pilot)
        await pilot.press("escape")
        await pilot.press(key)
        await settle(pilot)
        assert lesson(pilot).index == 1


async def test_escape_destroys_nothing(tutor: Tutor) -> None:
    """An arrow key that a jittery link splits arrives as escape and letters."""
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*"0.", "escape", "left_square_bracket", "C", "escape", "O", "A", "escape")
        await settle(pilot)
        screen = lesson(pilot)
        assert (screen.index, screen.query_one(PredictEntry).value) == (0, "0.")
        assert not screen.run_.settled
        assert screen.panel is not None
        assert screen.panel.lab.position == 0


async def test_on_a_thin_link_a_field_has_fewer_shades(tutor: Tutor) -> None:
    app = tutor("training")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        for thin, levels in ((True, 5), (False, 9)):
            app.pacer.thin = thin
            panel.draw()
            assert panel.query_one(FigureView).levels == levels
