"""A private OpenSSH server on 127.0.0.1, with keys of its own: `Server`."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.programs import missing, skip_without
from tests.support.waiting import wait_until

OPENSSH = ("ssh", "ssh-keygen")


def programs_missing() -> list[str]:
    """Which of OpenSSH's programs are not installed."""
    return missing(*OPENSSH, _sshd() or "sshd")


def skip_without_openssh() -> None:
    """Skip a test where OpenSSH is missing; fail it there in CI, which must have it."""
    skip_without(*OPENSSH, _sshd() or "sshd")


def _sshd() -> str | None:
    return shutil.which("sshd") or shutil.which("/usr/sbin/sshd")


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """sshd for as long as the `with` block lasts; `argv` is how to log in."""

    def __init__(self, extra: str = "") -> None:
        """`extra`: more lines of sshd_config."""
        self.port = free_port()
        self._extra = extra

    def __enter__(self) -> Server:
        self._temporary = tempfile.TemporaryDirectory(prefix="sshd")
        self.folder = Path(self._temporary.name)
        for name in ("host", "learner"):
            key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / name)]
            subprocess.run(key, check=True)
        self.authorize(self.public_key("learner"))
        if os.geteuid() == 0:
            # Where sshd puts its unprivileged half.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        config = self.folder / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder / 'host'}\n"
            f"AuthorizedKeysFile {self.folder / 'authorized_keys'}\nStrictModes no\nUsePAM no\n"
            f"PasswordAuthentication no\nPermitRootLogin yes\nPidFile none\n{self._extra}\n"
        )
        sshd = _sshd()
        assert sshd is not None
        self.log = self.folder / "log"
        self._process = subprocess.Popen([sshd, "-D", "-f", str(config), "-E", str(self.log)])
        self._wait()
        return self

    def _wait(self) -> None:
        try:
            wait_until(self._listens)
        except AssertionError:
            self.__exit__()
            raise

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._temporary.cleanup()

    def public_key(self, name: str) -> str:
        """The public half of a key."""
        return (self.folder / f"{name}.pub").read_text().strip()

    def authorize(self, *lines: str) -> None:
        """Set the lines of authorized_keys."""
        (self.folder / "authorized_keys").write_text("".join(f"{line}\n" for line in lines))

    def argv(self, command: str, *, port: int | None = None, options: Sequence[str] = ()) -> list[str]:
        """A client's command line that runs `command` in a terminal; `port`: of a hop in between."""
        settings = [
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
            *options,
        ]
        flags = [word for setting in settings for word in ("-o", setting)]
        key = str(self.folder / "learner")
        return [
            "ssh",
            "-F",
            "none",
            "-tt",
            "-q",
            "-i",
            key,
            *flags,
            "-p",
            str(port or self.port),
            "127.0.0.1",
            command,
        ]


def shell_line(argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> str:
    """A shell command that runs `argv` in a folder with these variables set."""
    variables = [f"{name}={value}" for name, value in env.items()]
    return f"cd {shlex.quote(str(cwd))} && exec {shlex.join(['env', *variables, *argv])}"
