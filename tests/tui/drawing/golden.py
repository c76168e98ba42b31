"""The samples as text, kept in `golden/`: `python -m tests.tui.drawing.golden` writes them anew."""

from __future__ import annotations

from pathlib import Path

from tests.tui.drawing import samples
from tui.drawing import Pen, paint

FOLDER = Path(__file__).parent / "golden"
WIDTH = 76


def drawn(name: str, *, ascii: bool) -> str:
    figure = samples.every()[name]
    return paint(figure, WIDTH, figure.rows, Pen(letters="ascii" if ascii else "all")).text() + "\n"


def file(name: str, *, ascii: bool) -> Path:
    return FOLDER / f"{name.replace(' ', '-')}{'.ascii' if ascii else ''}.txt"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in samples.every():
        for ascii in (False, True):
            file(name, ascii=ascii).write_text(drawn(name, ascii=ascii), encoding="utf-8")
