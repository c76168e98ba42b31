"""What the environment says about the terminal, read before anything is drawn or imported.

Knows neither Textual nor NumPy: both look at the environment when they are imported,
so what is decided here has to be decided before. Every function takes the environment as
a mapping and returns what it found; only `prepare`, `hold_threads` and `leave_out_openssl` change it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Literal

Colours = Literal["truecolor", "256", "16", "none"]

_COUNTED = ("OPENBLAS", "OMP", "MKL", "BLIS", "NUMEXPR")
THREAD_VARIABLES = (*(f"{name}_NUM_THREADS" for name in _COUNTED), "VECLIB_MAXIMUM_THREADS")

# Terminals that draw more than 16 colours and do not say so in their name. Over ssh the name
# is all there is: COLORTERM stays behind.
_RICH_TERMS = ("alacritty", "contour", "foot", "ghostty", "kitty", "rio", "wezterm")

_TEXTUAL_NAMES: dict[Colours, str] = {"truecolor": "truecolor", "256": "256", "16": "standard"}


def refusal(environ: Mapping[str, str], stdin_is_tty: bool, stderr_is_tty: bool) -> str | None:
    """Why the tutor cannot open here, in one line that says what to do instead; None where it can.

    Textual draws on stderr, so that is the stream that counts beside stdin.
    """
    term = environ.get("TERM", "")
    if not stdin_is_tty:
        why = "standard input is not a terminal"
    elif not stderr_is_tty:
        why = "standard error is not a terminal"
    elif not term:
        why = "TERM is not set, so the terminal is unknown"
    elif term in ("dumb", "unknown"):
        why = f"the terminal is '{term}' and cannot place text on a screen"
    else:
        return None
    return f"nntutor: {why}; run 'nntutor show LESSON' for the lesson as plain text"


def refusal_here() -> str | None:
    """`refusal` for this process."""
    return refusal(os.environ, os.isatty(0), os.isatty(2))


def colour_mode(environ: Mapping[str, str]) -> tuple[Colours, str]:
    """How many colours to use, and what says so. NO_COLOR that is empty counts as unset (no-color.org)."""
    if environ.get("NO_COLOR"):
        return "none", "NO_COLOR is set"
    colorterm = environ.get("COLORTERM", "").strip().lower()
    if colorterm in ("truecolor", "24bit"):
        return "truecolor", f"COLORTERM is '{colorterm}'"
    term = environ.get("TERM", "").strip().lower()
    because = f"TERM is '{term}'" + ("" if colorterm else " and COLORTERM is not set")
    if term.endswith("-direct"):
        return "truecolor", because
    if "256color" in term or any(name in term for name in _RICH_TERMS):
        return "256", because
    return "16", because


def inside(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Which of tmux, screen and mosh the environment shows, the innermost unknown."""
    term = environ.get("TERM", "")
    found = []
    if environ.get("TMUX") or term.startswith("tmux"):
        found.append("tmux")
    if environ.get("STY") or (term.startswith("screen") and not found):
        found.append("screen")
    if mosh_above():
        found.append("mosh")
    return tuple(found)


def answered_here(environ: Mapping[str, str]) -> bool:
    """Whether tmux, screen or mosh answers on this very host: how far the terminal is, nobody can tell.

    A TERM alone that names one of them may have come over ssh, with the link in between.
    """
    return bool(environ.get("TMUX") or environ.get("STY")) or mosh_above()


def mosh_above(pid: int | None = None, proc: Path = Path("/proc")) -> bool:
    """Whether a mosh server is among the ancestors of a process. Mosh leaves no trace in the environment."""
    pid = os.getppid() if pid is None else pid
    for _ in range(32):
        try:
            stat = (proc / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        name = stat[stat.find("(") + 1 : stat.rfind(")")]
        if name == "mosh-server":
            return True
        pid = int(stat[stat.rfind(")") + 2 :].split()[1])
        if pid <= 1:
            return False
    return False


def as_given(path: Path = Path("/proc/self/environ")) -> Mapping[str, str]:
    """The environment as the process was given it, before Python added to it.

    In the C and POSIX locales Python writes LC_CTYPE=C.UTF-8 into its environment (PEP 538),
    which then looks as if the learner had asked for UTF-8. Where the system does not keep the
    original, the present one.
    """
    try:
        block = path.read_bytes()
    except OSError:
        return os.environ
    pairs = (item.partition(b"=") for item in block.split(b"\0") if b"=" in item)
    return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}


def ascii_locale(environ: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the locale allows no more than ASCII to be sent, and what says so.

    `environ` is the environment as given (see `as_given`). Where nothing is set at all
    nothing is known: most terminals are UTF-8, and ssh often forwards no locale.
    """
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = environ.get(name)
        if value:
            _, _, charset = value.partition("@")[0].rpartition(".")
            utf8 = charset.lower().replace("-", "") == "utf8"
            return not utf8, f"{name} is '{value}'"
    return False, "no locale is set"


def ascii_here() -> bool:
    """Whether this process's locale can show ASCII only. A terminal that answers knows better."""
    return ascii_locale(as_given())[0]


def prepare(environ: MutableMapping[str, str]) -> None:
    """Put the environment right for Textual and Rich, which read it when they are imported."""
    if not environ.get("NO_COLOR"):
        environ.pop("NO_COLOR", None)
    mode, _ = colour_mode(environ)
    if mode in _TEXTUAL_NAMES:
        environ.setdefault("TEXTUAL_COLOR_SYSTEM", _TEXTUAL_NAMES[mode])
    # How soon after a key Textual paints, not how often it does: 8 ms at most in place of 17.
    environ.setdefault("TEXTUAL_FPS", "120")
    hold_threads(environ)


def hold_threads(environ: MutableMapping[str, str]) -> None:
    """Hold NumPy's linear algebra to one thread: the matrices are tiny and the host is shared.

    Has an effect only before NumPy is imported.
    """
    for name in THREAD_VARIABLES:
        environ[name] = "1"


def leave_out_openssl(modules: MutableMapping[str, Any]) -> None:
    """Keep `asyncio` and NumPy from loading OpenSSL, 1.6 MB for connections that the tutor never makes.

    Both do without where it cannot be imported; `hashlib` then has Python's own code. Has an effect only
    before they are imported. `modules`: `sys.modules`.
    """
    for name in ("ssl", "_hashlib"):
        modules.setdefault(name, None)
