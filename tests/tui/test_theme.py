"""The tutor's own themes: readable, calm, and the same screen after the downgrade that ssh brings."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.drawing import Pen
from tui.drawing.pen import mark_style
from tui.screens.help import HelpScreen
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


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_the_shades_of_a_surface_are_a_clean_ramp_in_256_colours(theme: Theme) -> None:
    """From a grey in the middle to two hues, each stronger with every step; or lighter with every step."""
    pen = pen_for(theme, "256")
    for levels in (5, 9):
        thin = pen._replace(levels=levels)
        ramp = [oklch(downgraded(shade)) for shade in thin.shades()]
        middle = levels // 2
        assert ramp[middle][1] < 0.01
        for side, hue in ((ramp[middle::-1], 60), (ramp[middle:], 250)):
            assert all(one[1] + 0.01 < two[1] for one, two in pairwise(side))
            assert all(abs(h - hue) < 20 for _, _, h in side[1:])
            assert all(abs(one[0] - two[0]) < 0.13 for one, two in pairwise(side))
        rising = [oklch(downgraded(shade)) for shade in thin.heights()]
        assert len(ramp) == len(rising) == levels
        assert all(one[0] + 0.02 < two[0] for one, two in pairwise(rising))
        assert all(one[2] >= two[2] - 1 for one, two in pairwise(rising))


@pytest.mark.parametrize("mode", ["truecolor", "256"])
@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_points_are_seen_on_every_shade(theme: Theme, mode: str) -> None:
    pen = pen_for(theme, mode)
    for shade in {*pen.ramp, *pen.rising, *pen.hues}:
        assert distance(downgraded(shade), Color.parse(shade)) <= 12
        mark = mark_style(shade).color
        assert mark is not None
        assert contrast(Color.parse(mark.name), Color.parse(shade)) >= 4.0, shade
    # A mark that changes its colour from shade to shade reads as another class.
    for shades in (pen.ramp, pen.hues):
        assert len({mark_style(shade).color for shade in shades}) == 1


def oklch(colour: Color) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees, as Björn Ottosson defined them (2020)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


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


def test_under_help_the_picture_keeps_its_hues_in_256_colours() -> None:
    sheet = HelpScreen.CSS_PATH.read_text()
    (dim,) = re.findall(r"^HelpScreen, Over \{.* background: \$background (\d+)%;", sheet, re.MULTILINE)
    for theme in THEMES:
        # Orange is no olive: its red stands out from its green.
        for shade in pen_for(theme, "256").shades()[:3]:
            mixed = Color.parse(shade).blend(Color.parse(theme.background), int(dim) / 100)
            seen = downgraded(mixed.hex)
            assert seen.r > seen.g, (theme.name, shade, seen)
