"""A class on one host: a key for each learner."""

from __future__ import annotations

import base64
import binascii
import os
import shlex
import shutil
import sys
from pathlib import Path

from lessons.format.faults import visible
from lessons.format.files import named, read_at_most
from lessons.progress import progress_path
from lessons.text import plural
from tui.host.config import LEARNER
from tui.host.exits import fail

KEY_PARTS = {
    "ssh-ed25519": 2,
    "ssh-rsa": 3,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
"""The kinds of keys that OpenSSH takes, and of how many fields each consists, its name included."""

LARGEST_KEY_FILE = 20_000


def authorized_line(name: str, key_file: Path) -> str:
    """The line for authorized_keys that gives a learner the tutor and nothing else. Raises `Refused`."""
    try:
        progress_path(Path(), name)
    except ValueError as error:
        fail(f"nntutor: {error}")
    kind, key = read_key(key_file)
    # env, so that it works whatever the account's shell is; exec, so that none is left behind it.
    command = f"exec env {LEARNER}={name} {program()} --kiosk"
    # Within the quotation marks sshd takes \\" for one, and every other character for itself.
    quoted = command.replace('"', '\\"')
    return f'restrict,pty,command="{quoted}" {kind} {key} {name}'


def read_key(path: Path) -> tuple[str, str]:
    """The kind and the body of the one public key in a file; `-` is standard input. Raises `Refused`."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST_KEY_FILE + 1)
        else:
            data = read_at_most(path, LARGEST_KEY_FILE + 1)
    except OSError as error:
        fail(f"nntutor: {named(path)}: cannot be read: {error.strerror}; name the learner's .pub file")
    mend = "ask for the file that ends in .pub"
    if b"PRIVATE KEY" in data:
        fail(f"nntutor: {path}: this is a private key, which nobody else should have; {mend}")
    if len(data) > LARGEST_KEY_FILE or b"\0" in data:
        fail(f"nntutor: {path}: this is no public key; {mend}")
    lines = [x for x in data.decode("utf-8", "replace").splitlines() if x.strip() and x.lstrip()[0] != "#"]
    if len(lines) != 1:
        fail(f"nntutor: {path}: {plural(len(lines), 'key')} in it; give a file with one public key")
    kind, _, rest = lines[0].strip().partition(" ")
    if kind not in KEY_PARTS:
        shown = visible(kind[:40])
        fail(f"nntutor: {path}:1: '{shown}' is no kind of key that OpenSSH takes; {mend}")
    key = rest.split()[0] if rest.split() else ""
    if not _is_key(kind, key):
        fail(f"nntutor: {path}:1: the {kind} key is cut short or changed; ask for the file anew")
    return kind, key


def _is_key(kind: str, key: str) -> bool:
    """Whether a key's body is made of the fields that its kind has."""
    try:
        data = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    fields = []
    while data:
        end = 4 + int.from_bytes(data[:4])
        if len(data) < end:
            return False
        fields.append(data[4:end])
        data = data[end:]
    right = len(fields) == KEY_PARTS[kind] and all(fields) and fields[0] == kind.encode()
    return right and ("ed25519" not in kind or len(fields[1]) == 32)


def program() -> str:
    """How this nntutor is run from anywhere, quoted for a shell. Raises `Refused`."""
    here = Path(sys.argv[0])
    if here.name == "nntutor" and here.is_file():
        # Not resolved: what a link in ~/.local/bin points to changes with the next upgrade.
        words = [os.path.abspath(here)]
    elif found := shutil.which("nntutor"):
        words = [os.path.abspath(found)]
    else:
        words = [sys.executable, "-m", "tui"]
    # `env` takes a path with a = in it for a variable.
    if any(not c.isprintable() or c == "=" for word in words for c in word):
        fail(f"nntutor: {words[0]!r}: no line of authorized_keys can hold this path; install it elsewhere")
    return shlex.join(words)
