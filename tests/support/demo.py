"""A small app on the tutor's own base, with something to train: `python -m tests.support.demo`."""

from __future__ import annotations

import asyncio
import os
import sys
import time

from tui.host import environment

environment.prepare(os.environ)

from rich.segment import Segment  # noqa: E402
from rich.style import Style  # noqa: E402
from textual.app import ComposeResult  # noqa: E402
from textual.strip import Strip  # noqa: E402
from textual.widget import Widget  # noqa: E402
from textual.widgets import Input, Static  # noqa: E402

from tui.session.leaving import LeavingApp, run  # noqa: E402
from tui.session.training import TrainingLoop  # noqa: E402


class Falling:
    """A lab in miniature: a loss that falls."""

    def __init__(self) -> None:
        # Steps a second; without it as many as there is processor for.
        self.rate = float(os.environ["DEMO_RATE"]) if "DEMO_RATE" in os.environ else None
        self.position = 0
        self.done = False

    @property
    def loss(self) -> float:
        return 1 / (1 + self.position / 5_000)

    def step(self) -> bool:
        self.position += 1
        sum(i * i for i in range(300))
        return True

    some = step


class Chart(Widget):
    """The loss as one row of blocks and its number: about as many bytes a frame as a real curve."""

    DEFAULT_CSS = "Chart { height: 3; }"

    def __init__(self, lab: Falling) -> None:
        super().__init__()
        self.lab = lab

    def render_line(self, y: int) -> Strip:
        words = ("loss", f"{self.lab.loss:.6f}", f"step {self.lab.position}")
        blue = Style(color="#0178d4")
        return Strip([Segment(words[y].ljust(self.size.width), blue)]) if y < 3 else Strip([])


class Demo(LeavingApp):
    """p plays, a and b are seen, i opens an answer, x crashes."""

    AUTO_FOCUS = None
    BINDINGS = [
        ("p", "play", "Play"),
        ("q", "quit", "Quit"),
        ("x", "crash", "Crash"),
        ("i", "answer", "Answer"),
    ]

    def __init__(self) -> None:
        super().__init__(
            fps=float(os.environ.get("DEMO_FPS", "15")),
            ascii_locale=environment.ascii_here(),
            mouse="DEMO_MOUSE" in os.environ,
        )
        self.lab = Falling()
        self.loop_of_training = TrainingLoop(self, self.lab, self.draw, self.tell)
        self.keys = ""

    def compose(self) -> ComposeResult:
        yield Static("demo ready", id="status")
        yield Static("keys:", id="keys")
        yield Chart(self.lab)
        answer = Input(id="answer")
        answer.cursor_blink = False
        yield answer

    def on_mount(self) -> None:
        self.tell()

    def draw(self) -> None:
        self.query_one(Chart).refresh()

    def tell(self) -> None:
        words = "playing" if self.loop_of_training.playing else "paused"
        self.query_one("#status", Static).update(f"demo ready, {words}, letters {self.letters}")

    def watch_letters(self) -> None:
        if self.is_mounted:
            self.tell()

    def action_play(self) -> None:
        if self.loop_of_training.playing:
            self.loop_of_training.stop()
        else:
            self.loop_of_training.start()
            self.tell()

    def action_crash(self) -> None:
        raise RuntimeError("crashed as asked")

    def action_answer(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        text = event.value
        self.query_one("#keys", Static).update(f"answer: {len(text)} {text[:40]!a}")

    def on_key(self, event) -> None:  # type: ignore[no-untyped-def]
        self.keys += f" {event.key}"
        self.query_one("#keys", Static).update(f"keys:{self.keys[-200:]}")

    async def save_everything(self) -> None:
        path = os.environ.get("DEMO_SAVES")
        if path == "hang":
            await asyncio.sleep(60)
        elif path == "block":
            time.sleep(60)
        elif path:
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"step {self.lab.position}")


def main() -> None:
    """Run it."""
    environment.prepare(os.environ)
    refused = environment.refusal_here()
    if refused:
        print(refused, file=sys.stderr)
        sys.exit(2)
    sys.exit(run(Demo()))


if __name__ == "__main__":
    main()
