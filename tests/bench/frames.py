"""What an animated figure costs on the wire: bytes a frame, counted at the far end of a real pty.

With all that goes with a frame: the cursor hidden and shown again, and the query that the far end answers.

python -m tests.bench.frames            # each figure, 256 colours, 100×30
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from functools import cache

import numpy as np

from lessons.figures import Beside, Curves, Figure, Series, Surface
from lessons.labs import REGISTRY, Lab

FRAMES = 60
_QUERY = re.compile(rb"\x1b\[(\d+);(\d+)H[^\x1b]*\x1b\[6n")
_READY, _DONE = b"\x1b]2;ready\x07", b"\x1b]2;done\x07"


def loss_curve(frame: int) -> Curves:
    """A loss curve of two points a frame, on axes that are known beforehand."""
    steps = np.arange(2.0 * frame + 2)
    loss = 0.65 * np.exp(-steps / 40) + 0.05 + 0.01 * np.sin(steps * 1.3)
    return Curves("Loss", (Series("training", steps, loss),), "step", "loss", 28, (0, 2.0 * FRAMES), (0, 0.8))


def moving_field(frame: int) -> Surface:
    """A decision surface that turns a little with every frame; 40 by 20 cells on the screen."""
    rng = np.random.default_rng(7)
    points = rng.normal(0, 0.9, (80, 2))
    angle = frame / 25
    x, y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 20))
    z = np.cos(angle) * x + np.sin(angle) * y + 0.6 * np.sin(2 * x) * np.cos(angle)
    classes = (points[:, 0] > 0).astype(float)
    return Surface("Answer", 1 / (1 + np.exp(-2.5 * z)), (-2, 2, -2, 2), points, classes, height=22)


def field_and_curve(frame: int) -> Figure:
    curve = loss_curve(frame)
    return Beside((moving_field(frame), Curves("Loss", curve.series, "step", "loss", 22, (0, 120), (0, 0.8))))


@cache
def learning() -> Lab:
    """A network that learns two moons, looked into."""
    return REGISTRY["train"]({"look": "units"})


def units(frame: int) -> Figure:
    """What each of 16 units answers, an epoch a frame."""
    learning().seek(frame * 14)
    return learning().draw()[0]


KINDS = {"curve": loss_curve, "field": field_and_curve, "units": units}
WIDTHS = {"curve": 100, "field": 87, "units": 100}


def bytes_a_frame(kind: str, colours: str = "256") -> float:
    """Mean bytes a frame of `curve` or `field`, the first painting left out."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor" if colours == "truecolor" else "")
        os.execv(sys.executable, [sys.executable, "-m", "tests.bench.frames", "--play", kind])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, WIDTHS[kind], 0, 0))
    seen, answered = bytearray(), 0
    end = time.monotonic() + 60
    while _DONE not in seen and time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                seen += os.read(fd, 65536)
            except OSError:
                break
            for query in _QUERY.finditer(seen, answered):
                os.write(fd, b"\x1b[%b;%bR" % query.groups())
                answered = query.end()
    os.close(fd)
    os.waitpid(pid, 0)
    start, stop = seen.index(_READY) + len(_READY), seen.index(_DONE)
    return (stop - start) / FRAMES


def play(kind: str) -> None:
    """Show the frames one after the other, each once the last has been written, then quit."""
    from textual.app import ComposeResult

    from tui.session.leaving import LeavingApp
    from tui.theme import DARK, register
    from tui.widgets.figure_view import FigureView

    class Player(LeavingApp):
        CSS = "FigureView { height: 1fr; }"

        def compose(self) -> ComposeResult:
            yield FigureView(KINDS[kind](0))

        def on_mount(self) -> None:
            register(self)
            self.theme = DARK.name
            self.frame = 0
            self.set_timer(0.7, self.start)

        def write(self, mark: bytes) -> None:
            assert self.far_end is not None
            self.far_end.write(mark.decode())

        def start(self) -> None:
            self.write(_READY)
            self.set_interval(1 / 60, self.advance)

        def advance(self) -> None:
            if self.frame < FRAMES:
                self.try_frame(self.draw)
            else:
                self.write(_DONE)
                self.exit()

        def draw(self) -> None:
            self.frame += 1
            self.query_one(FigureView).show([KINDS[kind](self.frame)])

    Player(fps=30).run()


if __name__ == "__main__":
    if "--play" in sys.argv:
        play(sys.argv[-1])
    else:
        for kind, budget in (("curve", 300), ("field", 5000), ("units", 5000)):
            print(f"{kind}: {bytes_a_frame(kind):.0f} bytes a frame (budget {budget})")
