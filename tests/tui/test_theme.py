"""The tutor's own themes: readable, calm, and the same screen after the downgrade that ssh brings."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.drawing import Pen
from tui.theme import DARK, LIGHT, THEMES, pen_for

ROLES = ("accent", "positive", "negative", "muted", "text")


def downgraded(colour: str) -> Color:
    """What a terminal of 256 colours shows for it."""
    triplet = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return Color(*triplet)


def distance(one: Color, other: Color) -> int:
    return max(abs(a - b) for a, b in zip(one.rgb, other.rgb, strict=True))


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2.1, 1 to 21."""

    def luminance(colour: Color) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_surfaces_stay_distinct_and_near_true_in_256_colours(theme: Theme) -> None:
    surfaces = [theme.background, theme.surface, theme.panel]
    shown = [downgraded(c) for c in surfaces]
    assert len({c.rgb for c in shown}) == 3
    for colour, seen in zip(surfaces, shown, strict=True):
        assert distance(Color.parse(colour), seen) <= 12


@pytest.mark.parametrize("mode", ["truecolor", "256"])
@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_every_role_is_readable_on_every_surface(theme: Theme, mode: str) -> None:
    pen = pen_for(theme, mode)
    see = downgraded if mode == "256" else Color.parse
    for surface in (theme.background, theme.surface, theme.panel):
        for role in ROLES:
            # Figures are drawn on the background; on the rest their words stand bold, or not at all.
            least = 4.5 if surface == theme.background else 4.0
            assert contrast(see(getattr(pen, role)), see(surface)) >= least, (role, surface)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_roles_differ_from_each_other_in_256_colours(theme: Theme) -> None:
    pen = pen_for(theme, "256")
    for one, other in combinations(ROLES, 2):
        assert distance(downgraded(getattr(pen, one)), downgraded(getattr(pen, other))) >= 40


@pytest.mark.parametrize("mode", ["truecolor", "256"])
@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_a_field_has_nine_shades_on_which_its_points_are_seen(theme: Theme, mode: str) -> None:
    pen = pen_for(theme, mode)
    see = downgraded if mode == "256" else Color.parse
    assert len({see(shade).rgb for shade in pen.ramp}) == 9
    for shade in pen.ramp:
        assert contrast(see(pen.point), see(shade)) >= 4.0, shade
    for orange, blue in zip(pen.ramp[:3], pen.ramp[:-4:-1], strict=True):
        assert see(orange).r > see(orange).b
        assert see(blue).b > see(blue).r


def test_sixteen_colours_are_the_terminals_own() -> None:
    pen = pen_for(BUILTIN_THEMES["ansi-dark"], "16")
    for role in ROLES:
        assert not (getattr(pen, role) or "").startswith("#")
    assert pen.background is None
    assert pen.ramp == ()


def test_without_colour_there_is_none() -> None:
    assert pen_for(DARK, "none") == Pen()
    assert pen_for(LIGHT, "none", letters="ascii") == Pen(letters="ascii")


@pytest.mark.parametrize("name", BUILTIN_THEMES)
def test_any_theme_of_textual_has_a_pen(name: str) -> None:
    for mode in ("truecolor", "256", "16", "none"):
        pen = pen_for(BUILTIN_THEMES[name], mode)
        assert pen.style("accent", bold=True).bold
