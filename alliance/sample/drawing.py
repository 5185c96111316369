"""Abstract street pictures, drawn here so that no sample picture belongs to anybody else. Same seed, same picture."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1600, 900)
GROUND = 690
PAPER, SUNKEN, LINE, INK = "#FBFAF7", "#F2EFE8", "#DDD8CC", "#1C2326"
PINE, BRICK, OCHRE, STEEL, QUIET = "#0B5E4E", "#A23B2A", "#8A5A00", "#245B8A", "#55605F"
COLOURS = (PINE, STEEL, OCHRE, BRICK, QUIET)


def draw(motif: str, seed: str) -> bytes:
    """A JPEG of `motif` (a key of MOTIFS)."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen, dice = ImageDraw.Draw(picture), random.Random(seed)  # noqa: S311 - variety, not secrecy
    _skyline(pen, dice)
    pen.rectangle((0, GROUND, 1600, 900), fill=SUNKEN)
    MOTIFS[motif](pen, dice)
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _skyline(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    x = -40
    while x < 1600:
        width, height = dice.randint(110, 220), dice.randint(160, 480)
        pen.rectangle((x, GROUND - height, x + width, GROUND), fill=SUNKEN, outline=LINE, width=3)
        for row in range(GROUND - height + 40, GROUND - 40, 60):
            for column in range(x + 24, x + width - 30, 48):
                pen.rectangle((column, row, column + 20, row + 28), fill=LINE)
        x += width + dice.randint(4, 30)


def _street(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for x in range(90, 1500, 290):
        colour = dice.choice(COLOURS)
        pen.rectangle((x, 480, x + 200, GROUND), fill=PAPER, outline=INK, width=4)
        for stripe in range(5):
            pen.rectangle((x - 10 + stripe * 44, 450, x + 34 + stripe * 44, 510), fill=colour if stripe % 2 else PAPER)
    _road(pen)


def _road(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 760, 1600, 900), fill=QUIET)
    for x in range(40, 1600, 180):
        pen.rectangle((x, 824, x + 100, 836), fill=PAPER)


def _truck(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    _road(pen)
    x, colour = dice.randint(260, 520), dice.choice((PINE, STEEL, OCHRE))
    pen.polygon(((x, 480), (x + 520, 480), (x + 490, 740), (x + 40, 740)), fill=colour)
    pen.rectangle((x, 452, x + 520, 484), fill=INK)
    pen.rectangle((x + 540, 530, x + 720, 740), fill=colour)
    pen.rectangle((x + 610, 560, x + 700, 640), fill=PAPER)
    for wheel in (110, 250, 630):
        pen.ellipse((x + wheel - 62, 690, x + wheel + 62, 814), fill=INK)
        pen.ellipse((x + wheel - 24, 728, x + wheel + 24, 776), fill=LINE)


def _bins(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    colours = [PINE, STEEL, BRICK, QUIET]
    dice.shuffle(colours)
    for place, colour in enumerate(colours):
        x = 240 + place * 300
        pen.polygon(((x, 460), (x + 220, 460), (x + 190, 780), (x + 30, 780)), fill=colour)
        pen.rounded_rectangle((x - 16, 410, x + 236, 466), 18, fill=INK)
        pen.ellipse((x + 70, 560, x + 150, 640), outline=PAPER, width=12)


def _tiles(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((0, 0, 1600, 900), fill=PAPER)
    for row in range(5):
        for column in range(9):
            x, y = 80 + column * 162, 60 + row * 160
            filled = dice.random() < 0.45
            colour = dice.choice(COLOURS) if filled else SUNKEN
            pen.rounded_rectangle((x, y, x + 144, y + 142), 12, fill=colour, outline=LINE, width=3)


def _park(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for x in range(80, 1560, 190):
        top, radius = dice.randint(400, 520), dice.randint(70, 110)
        pen.rectangle((x + 2, top, x + 22, 780), fill=OCHRE)
        pen.ellipse((x + 12 - radius, top - radius, x + 12 + radius, top + radius), fill=PINE)
    pen.rectangle((0, 780, 1600, 900), fill=LINE)


def _lamps(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    _road(pen)
    for x in range(120, 1560, dice.choice((260, 300, 340))):
        pen.rectangle((x, 300, x + 14, 770), fill=INK)
        pen.rectangle((x, 300, x + 110, 314), fill=INK)
        pen.polygon(((x + 60, 320), (x + 150, 320), (x + 220, 760), (x - 10, 760)), outline=OCHRE, width=3)
        pen.ellipse((x + 70, 296, x + 140, 340), fill=OCHRE)


def _bicycles(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    colour = dice.choice((STEEL, PINE, OCHRE))
    for x in range(120, 1450, 270):
        for wheel in (0, 150):
            pen.ellipse((x + wheel - 60, 620, x + wheel + 60, 740), outline=INK, width=9)
        pen.line(((x, 680), (x + 45, 590), (x + 120, 590), (x + 150, 680)), fill=colour, width=12)
        pen.line(((x + 45, 590), (x + 75, 680), (x + 120, 590), (x + 110, 550)), fill=colour, width=12)
    pen.rectangle((40, 752, 1560, 764), fill=PINE)


MOTIFS: dict[str, Callable[[ImageDraw.ImageDraw, random.Random], None]] = {
    "street": _street,
    "truck": _truck,
    "bins": _bins,
    "tiles": _tiles,
    "park": _park,
    "lamps": _lamps,
    "bicycles": _bicycles,
}
