"""Every pair of ink and ground in the colour tokens is readable: light, dark, high contrast of both, on paper."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static/css"
PRINT = (CSS / "print.css").read_text()
TOKENS = (CSS / "tokens.css").read_text() + PRINT
#: Minimum ratio by WCAG 2.2: 4.5 for text, 3 for edges of controls.
PAIRS = [
    *[
        (ink, ground, 4.5)
        for ink in ("ink", "quiet", "pine", "brick", "steel")
        for ground in ("page", "surface", "sunken")
    ],
    *[("ochre", ground, 4.5) for ground in ("surface", "ochre-ground")],
    ("on-pine", "pine", 4.5),
    ("on-pine", "pine-hover", 4.5),
    ("pine", "pine-ground", 4.5),
    ("edge", "surface", 3),
    *[(f"on-shade-{n}", f"shade-{n}", 4.5) for n in range(5)],
]


#: In high contrast 7 for text; lines that only divide are seen there too.
STRONG_PAIRS = [
    *[(ink, ground, 7 if least == 4.5 else least) for ink, ground, least in PAIRS],
    *[("line", ground, 3) for ground in ("page", "surface", "sunken")],
]
LIGHT, DARK, SYSTEM_DARK = ":root", ':root[data-theme="dark"]', ':root:not([data-theme="light"])'
STRONG_LIGHT = [':root[data-contrast="more"]', ':root:not([data-contrast="normal"])']
STRONG_DARK = [
    ':root[data-theme="dark"][data-contrast="more"]',
    ':root[data-contrast="more"]:not([data-theme="light"])',
    ':root[data-theme="dark"]:not([data-contrast="normal"])',
    ':root:not([data-theme="light"]):not([data-contrast="normal"])',
]
PAPER = ":root:root:root:root"


def _schemes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r"(:root[^{]*)\{([^}]*--page[^}]*)\}", TOKENS)
    return {name.strip(): dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", body)) for name, body in blocks}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", _schemes())
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_the_pair_is_readable(scheme, ink, ground, least):
    colours = _schemes()[scheme]
    assert _ratio(colours[ink], colours[ground]) >= least


def test_every_scheme_is_known():
    assert set(_schemes()) == {LIGHT, DARK, SYSTEM_DARK, *STRONG_LIGHT, *STRONG_DARK, PAPER}


@pytest.mark.parametrize("scheme", [STRONG_LIGHT[0], STRONG_DARK[0]])
@pytest.mark.parametrize(("ink", "ground", "least"), STRONG_PAIRS)
def test_the_pair_is_strong_in_high_contrast(scheme, ink, ground, least):
    colours = _schemes()[scheme]
    assert _ratio(colours[ink], colours[ground]) >= least


@pytest.mark.parametrize("same", [[DARK, SYSTEM_DARK], STRONG_LIGHT, STRONG_DARK])
def test_the_chosen_and_the_systems_are_the_same(same):
    schemes = _schemes()
    assert [name for name in same if schemes[name] != schemes[same[0]]] == []


def test_every_scheme_sets_every_colour():
    schemes = _schemes()
    assert {
        name: set(schemes[LIGHT]) ^ set(colours)
        for name, colours in schemes.items()
        if set(colours) != set(schemes[LIGHT])
    } == {}


def test_the_colours_of_the_browsers_frame_are_those_of_the_bar():
    icons = (settings.BASE_DIR / "templates/components/head_icons.html").read_text()
    schemes = _schemes()
    assert re.findall(r'theme-color" content="(#\w+)"', icons) == [schemes[LIGHT]["surface"], schemes[DARK]["surface"]]


def test_colours_stand_in_the_tokens_only():
    rules = (CSS / "components.css").read_text() + PRINT[PRINT.index("@page") :]
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgb|hsl", rules) == []
