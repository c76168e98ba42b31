"""How soon a pause is seen over links from good to hopeless, through a real sshd, beside a stock app.

python -m tests.bench link              # every link
python -m tests.bench link 64000        # one, by its bits a second
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.playground import LARGEST
from tests.bench.table import note, row
from tests.support.link import Link
from tests.support.pty import Terminal
from tests.support.sshd import Server, programs_missing, shell_line
from tests.support.tutor import PAUSED, PLAYING, ROOT, command, home_variables, train

# Bits a second and the time one way in seconds: a local network, a home line, two mobile links far away,
# a modem.
LINKS = ((10_000_000, 0.005), (1_000_000, 0.05), (256_000, 0.1), (64_000, 0.15), (9_600, 0.1))
PAUSES = 5
LONGEST = 20.0
"""Seconds after which a key is taken not to have been seen."""

SIZE = {"columns": 100, "rows": 30}


def seen(terminal: Terminal, pattern: str, seconds: float = LONGEST) -> float | None:
    """Seconds until the screen shows a pattern, or None where it does not."""
    found, began = re.compile(pattern), time.perf_counter()
    return time.perf_counter() - began if terminal.run(seconds, lambda: found.search(terminal.text)) else None


def tutor(server: Server, port: int, home: Path) -> tuple[float, list[float | None], float]:
    """The first page, the pauses, and bytes a second while the lesson on training plays."""
    line = shell_line(command("training"), cwd=home, env=home_variables(home))
    with Terminal(server.argv(line, port=port), **SIZE) as terminal:
        painted = terminal.wait_for("two losses", 120) - terminal.started
        train(terminal, 60)
        terminal.run(6.0)
        return painted, *pauses(terminal, PLAYING, PAUSED)


def playground(server: Server, port: int, home: Path) -> tuple[float, list[float | None], float]:
    """The same of the playground with the largest network of the browser."""
    line = shell_line(command("play", LARGEST), cwd=home, env=home_variables(home))
    playing, paused = (pattern.replace("train", "playground") for pattern in (PLAYING, PAUSED))
    with Terminal(server.argv(line, port=port), **SIZE) as terminal:
        painted = terminal.wait_for("Epoch 0", 120) - terminal.started
        terminal.send("p")
        terminal.wait_for(playing, 60)
        terminal.run(6.0)
        return painted, *pauses(terminal, playing, paused)


def pauses(terminal: Terminal, playing: str, paused: str) -> tuple[list[float | None], float]:
    """How soon each of some pauses is seen, and bytes a second."""
    waits = []
    sent, began = terminal.bytes, time.perf_counter()
    for i in range(PAUSES):
        terminal.run(1.5 + 0.21 * i)
        terminal.send("p")
        waits.append(seen(terminal, paused))
        terminal.run(0.5)
        terminal.send("p")
        terminal.wait_for(playing, 60)
    return waits, (terminal.bytes - sent) / (time.perf_counter() - began)


def stock(server: Server, port: int, home: Path) -> tuple[float, list[float | None]]:
    """The first page and one pause of the stock app, which plays from the start."""
    env = home_variables(home)
    line = shell_line([sys.executable, "-m", "tests.bench.stock"], cwd=ROOT, env=env)
    with Terminal(server.argv(line, port=port), **SIZE) as terminal:
        painted = terminal.wait_for("stock app playing", 120) - terminal.started
        terminal.run(6.0)
        terminal.send("p")
        return painted, [seen(terminal, "stock app paused")]


def said(waits: Sequence[float | None]) -> str:
    """The middle and the longest of some waits, in words."""
    if None in waits:
        return f"over {LONGEST:.0f} s"
    known = [w for w in waits if w is not None]
    return f"{max(known):.2f} s" if len(known) == 1 else f"{median(known):.2f} s, at most {max(known):.2f} s"


def main(argv: list[str]) -> None:
    """Print a line for each link."""
    if missing := programs_missing():
        note(f"link: not measured; {', '.join(missing)} missing")
        return
    wanted = [int(word) for word in argv]
    note("pause → seen while training animates, through sshd and a throttled hop, 100×30")
    note(f"{'link':<28}{'first page':<24}{'stock app':<14}{'tutor':<28}bytes/s")
    budget: list[float | None] = []
    with Server() as server:
        for bits, delay in LINKS:
            if wanted and bits not in wanted:
                continue
            with tempfile.TemporaryDirectory() as home:
                with Link(server.port, bits, delay) as link:
                    stock_page, stock_pause = stock(server, link.port, Path(home))
                with Link(server.port, bits, delay) as link:
                    page, waits, rate = tutor(server, link.port, Path(home))
                with Link(server.port, bits, delay) as link:
                    _, played, played_rate = playground(server, link.port, Path(home))
            name = f"{bits / 1000:,g} kbit/s, {2000 * delay:.0f} ms RTT"
            pages = f"{stock_page:.1f} s, tutor {page:.1f} s"
            note(f"{name:<28}{pages:<24}{said(stock_pause):<14}{said(waits):<28}{rate:,.0f}")
            note(f"{'':<28}{'':<24}{'playground':<14}{said(played):<28}{played_rate:,.0f}")
            if bits == 64_000:
                budget = [*waits, *played]
    if budget:
        worst = max(LONGEST if wait is None else wait for wait in budget)
        row("pause to seen at 64 kbit/s, 300 ms RTT, at most", worst, "s", 1)


if __name__ == "__main__":
    main(sys.argv[1:])
