"""The platform's own mark as pictures for those who cannot use the SVG. Drawn without a word, so that they fit any
province; an office with an emblem of its own chooses it in the settings."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

PINE, WHITE, PAPER, SUNKEN = "#0B5E4E", "#FFFFFF", "#FBFAF7", "#F2EFE8"
#: The shades of the tile grid, from none to most (static/css/tokens.css).
SHADES = (SUNKEN, "#D5E7E0", "#A9D0C4", "#2F7F6D", PINE)
SHARE_SIZE = (1200, 630)
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]
#: Drawn larger and made smaller: Pillow's edges are not smooth.
FINE = 4
#: One row a string, one shade a digit; a dot is no tile.
PATTERN = (
    "012.1.0101",
    "1324320121",
    "0243431210",
    "1134342101",
    "0122310.10",
)


def mark(size: int, *, rounded: bool = True) -> Image.Image:
    """The four tiles of favicon.svg."""
    scale = size * FINE / 32
    picture = Image.new("RGBA", (size * FINE, size * FINE))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, size * FINE - 1, size * FINE - 1), 6 * scale if rounded else 0, fill=PINE)
    for x, y, colour in ((6, 6, WHITE), (17, 6, "#93B9B1"), (6, 17, "#93B9B1"), (17, 17, WHITE)):
        box = (x * scale, y * scale, (x + 9) * scale - 1, (y + 9) * scale - 1)
        pen.rounded_rectangle(box, 1.5 * scale, fill=colour)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def share_picture() -> Image.Image:
    """The mark before a field of tiles, as the home page shows the cities."""
    width, height = (side * FINE for side in SHARE_SIZE)
    picture = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(picture)
    tile, gap = 84 * FINE, 14 * FINE
    left, top = 192 * FINE, 77 * FINE
    for row, digits in enumerate(PATTERN):
        for column, digit in enumerate(digits):
            if digit != ".":
                x, y = left + column * (tile + gap), top + row * (tile + gap)
                pen.rounded_rectangle((x, y, x + tile, y + tile), 8 * FINE, fill=SHADES[int(digit)])
    pen.rectangle((0, 0, 150 * FINE, height), fill=PINE)
    picture = picture.resize(SHARE_SIZE, Image.Resampling.LANCZOS)
    emblem = mark(96)
    picture.paste(emblem, (27, 71), emblem)
    return picture


def draw_all(folder: Path) -> None:
    share_picture().quantize(64).save(folder / "share.png", optimize=True)
    mark(180, rounded=False).convert("RGB").save(folder / "apple-touch-icon.png", optimize=True)
    mark(48).save(folder / "favicon.ico", sizes=ICO_SIZES)
