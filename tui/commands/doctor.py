"""What works here and what to change: terminal, colours, characters, link, size, files, versions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from lessons.format.faults import visible
from lessons.format.layout import COLUMNS, ROWS
from lessons.progress import progress_path, read_progress
from tui.commands.shared import CONFIG_PROBLEM, printer, say_json
from tui.host import crash, limits, paths
from tui.host.config import Settings
from tui.host.environment import answered_here, as_given, ascii_locale, colour_mode, inside, refusal_here
from tui.host.versions import PACKAGES, versions
from tui.link.letters import QUESTION, Drawn
from tui.link.probe import Probe, probe
from tui.link.sizes import LEAST_COLUMNS, LEAST_ROWS

Facts = dict[str, dict[str, Any]]

LABELS = {"utf8": "UTF-8", "utf8_because": "UTF-8 because", "drawn": "characters", "ssh": "over ssh"}

WIDE = {Drawn.BOX_WIDE: "box drawing", Drawn.WIDE: "characters of ambiguous width, such as arrows,"}

UNABLE = (None, "", "dumb", "unknown")
"""What TERM says of terminals that cannot be asked."""

SLOW, THIN = 0.15, 0.5
"""Seconds there and back from which keys feel late, and from which the tutor draws less."""

FORWARD_COLOURS = (
    "for 16 million colours, add 'SendEnv COLORTERM' to ~/.ssh/config on your own machine; whoever runs this "
    "host adds 'AcceptEnv COLORTERM' to /etc/ssh/sshd_config"
)


@dataclass(frozen=True)
class Problem:
    """Something that could be better, and how."""

    what: str
    mend: str
    serious: bool = False
    """Whether the tutor cannot open, or cannot save."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say what works on this terminal, and what to change."""
    settings: Settings = ctx.obj
    facts, problems = examine(settings.learner, ctx.meta.get(CONFIG_PROBLEM))
    if as_json:
        say_json({**facts, "problems": [asdict(p) for p in problems]})
        return
    say = printer(settings)
    for line in in_lines(facts, problems):
        say(visible(line))


def in_lines(facts: Facts, problems: Sequence[Problem]) -> Iterator[str]:
    """Everything that was found as text, a fact a line."""
    for title, found in facts.items():
        yield title
        for name, value in found.items():
            if value is not None:
                yield f"  {LABELS.get(name, name).replace('_', ' ')}: {_in_words(value)}"
        yield ""
    if not problems:
        yield "Nothing to mend."
        return
    yield "To mend" if any(p.serious for p in problems) else "Could be better"
    for problem in problems:
        yield f"  {'! ' if problem.serious else '- '}{problem.what}"
        yield f"    {problem.mend}"


def examine(learner: str | None, config_problem: str | None) -> tuple[Facts, list[Problem]]:
    """Look at everything, and create nothing."""
    what, _, mend = (refusal_here() or "").removeprefix("nntutor: ").partition("; ")
    asked = probe(ask=os.environ.get("TERM") not in UNABLE)
    state = progress_path(paths.state_dir(), learner).parent
    facts = _facts(learner, state, asked)
    trouble, reports = facts["progress"]["trouble"], facts["crashes"]["reports"]
    problems = [Problem(what, mend, True)] if what else []
    if config_problem:
        problems.append(Problem("the configuration cannot be used", config_problem, True))
    problems += _terminal_problems(facts["terminal"], asked)
    if trouble:
        what, _, mend = trouble.rpartition(". ")
        problems.append(Problem(what or trouble, mend or "move the file away", True))
    if not writable(state):
        what = f"{state} cannot be written, so progress is not saved"
        mend = "make it yours and writable, or set XDG_STATE_HOME to a directory that is"
        problems.append(Problem(what, mend, True))
    if reports and not crash.in_kiosk():
        mend = "read what it says, or send it to who looks after nntutor; delete it when that is done"
        problems.append(Problem(f"the tutor has crashed; the last report is {reports[-1]}", mend))
    missing = [name for name in PACKAGES if facts["versions"][name] is None]
    if missing:
        mend = f"install it anew, or: {sys.executable} -m pip install {' '.join(missing)}"
        problems.append(Problem(f"not installed: {', '.join(missing)}", mend, True))
    return facts, problems


def _facts(learner: str | None, state: Path, asked: Probe) -> Facts:
    config, own = paths.config_file(), paths.own_lessons_dir()
    store = read_progress(paths.state_dir(), learner)
    begun = store.summary().lessons
    held = limits.memory_is_limited()
    return {
        "terminal": _terminal(asked),
        "files": {
            "configuration": str(config),
            "configuration_there": os.path.isfile(config),
            "own_lessons": str(own),
            "own_lessons_there": os.path.isdir(own),
            "progress": str(state),
            "progress_writable": writable(state),
            "learner": learner,
        },
        "progress": {
            "saved": os.path.isfile(progress_path(paths.state_dir(), learner)),
            "trouble": store.trouble,
            "lessons_begun": len(begun),
            "questions_right": sum(lesson.right for lesson in begun),
        },
        # In a class the names alone, which tell when it was.
        "crashes": {"reports": [path.name if crash.in_kiosk() else str(path) for path in crash.reports()]},
        "limits": {
            "kiosk_memory": f"{limits.MEMORY} MB, or --memory" if held else "not enforced by this system",
            "kiosk_command": f"{limits.COMMAND} s of processor time",
            "kiosk_at_a_time": f"{limits.SESSIONS} sessions and {limits.COMMANDS} commands of a learner",
            "memory_here_MB": limits.memory_here(),
        },
        "versions": versions(),
    }


def _terminal(asked: Probe) -> dict[str, Any]:
    colours, colours_because = colour_mode(os.environ)
    between = inside(os.environ)
    answerer = f"{' and '.join(between) or 'your terminal'}, there and back"
    if not asked.answers:
        answerer = f"unknown: {'the terminal does not answer' if asked.there else 'there is no terminal'}"
    elif answered_here(os.environ):
        answerer = f"unknown: {' and '.join(between)} answers for your terminal"
    known = asked.round_trip is not None and not answered_here(os.environ)
    ascii_only, utf8_because = ascii_locale(as_given())
    if asked.drawn:
        ascii_only = asked.drawn is Drawn.BYTES
        utf8_because = f"{len(QUESTION)} characters, sent as UTF-8, took {asked.columns} of its columns"
    return {
        "TERM": os.environ.get("TERM"),
        "ssh": bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY")),
        "inside": list(between),
        "size": "{}×{}".format(*asked.size) if asked.size else None,
        "colours": colours,
        "colours_because": colours_because,
        "utf8": not ascii_only,
        "utf8_because": utf8_because,
        "drawn": asked.drawn.value if asked.drawn else None,
        "answers_queries": asked.answers if asked.there else None,
        "round_trip_ms": round(1000 * (asked.round_trip or 0), 1) if known else None,
        "round_trip_of": answerer,
    }


def _terminal_problems(found: Mapping[str, Any], asked: Probe) -> Iterator[Problem]:
    if asked.size:
        columns, rows = asked.size
        if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
            what = f"the window has {columns}×{rows}; the tutor needs {LEAST_COLUMNS}×{LEAST_ROWS}"
            yield Problem(what, f"make it larger; {COLUMNS}×{ROWS} is the size it is made for", True)
        elif columns < COLUMNS or rows < ROWS:
            what = f"the window has {columns}×{rows}"
            yield Problem(what, f"some pages will scroll; {COLUMNS}×{ROWS} fits every one")
    ascii_only, because = ascii_locale(as_given())
    if not found["utf8"]:
        mend = "choose UTF-8 in your terminal's settings; until then everything is drawn in ASCII"
        if asked.drawn is None:
            mend = "set LANG=C.UTF-8, if your terminal is UTF-8; until then everything is drawn in ASCII"
        yield Problem(f"this is no UTF-8 terminal: {found['utf8_because']}", mend)
    elif asked.drawn in WIDE:
        mend = "choose narrow ones in your terminal's settings; until then they are drawn in ASCII"
        yield Problem(f"the terminal draws {WIDE[asked.drawn]} two columns wide", mend)
    if found["utf8"] and ascii_only:
        mend = "set LANG=C.UTF-8, or `nntutor show` and `quiz` will print ASCII"
        yield Problem(f"the terminal is UTF-8, but {because}", mend)
    between = found["inside"]
    if found["colours"] == "none":
        yield Problem("colours are off: NO_COLOR is set", "unset NO_COLOR to have them")
    elif found["colours"] == "16":
        mend = "set TERM=xterm-256color, if your terminal can show 256 colours; most can"
        if between:
            mend = f"in {between[0]} set the default terminal to {between[0]}-256color"
        yield Problem(f"16 colours: {found['colours_because']}", mend)
    elif found["colours"] == "256" and found["ssh"] and not os.environ.get("COLORTERM"):
        yield Problem("256 colours: ssh does not hand on COLORTERM by itself", FORWARD_COLOURS)
    if not asked.there or found["TERM"] in UNABLE:
        return
    trip = asked.round_trip or 0.0
    if not asked.answers:
        what = "the terminal does not say where its cursor is, so animation cannot follow the link"
        mend = "nothing is broken; what moves is drawn slowly. Another terminal program may answer"
        yield Problem(what, mend)
    elif answered_here(os.environ):
        what = f"{' and '.join(between)} answers for your terminal, so the link's delay is unknown"
        yield Problem(what, "on a thin link run nntutor outside it, or with --fps 4")
    elif trip >= SLOW:
        drawn = "less colour and fewer frames are sent" if trip >= THIN else "frames are paced to it"
        what = f"the link is slow: {1000 * trip:.0f} ms there and back"
        yield Problem(what, f"nothing to do here: {drawn}; --fps 4 sends less still")


def writable(directory: Path) -> bool:
    """Whether a file can be made in a directory, or the directory itself where it is not there yet."""
    place = directory
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    return os.path.isdir(place) and os.access(place, os.W_OK | os.X_OK)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, list) else str(value)
