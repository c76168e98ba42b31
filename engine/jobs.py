"""Work in a short-lived child process: started, polled and called off without ever waiting for it.

scikit-learn takes a second and 86 MB to import, and holds up every thread while it does. So it is
imported in a child, which gets a request as a file, leaves its answer as a file, and ends.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import numpy as np

from .errors import Cancelled, InputError, JobError, JobTimeout, instance, number, reals

_ROOT = str(Path(__file__).resolve().parent.parent)


class Job:
    """A task for a child process: `start()` it, `poll()` now and then, then take `result()`.

    `state` is "ready", "running", "done", "failed", "cancelled" or "timed out". None of the methods
    waits, except `wait`. The child ends with the parent, whatever ends the parent; a thread reaps it.

    >>> job = Job("load iris", {"name": "iris"})
    >>> job.state  # answer = job.wait() starts it and waits for its end
    'ready'
    """

    def __init__(
        self, task: str, settings: dict[str, Any], arrays: dict[str, Any] | None = None, timeout: float = 60.0
    ) -> None:
        self.task = instance("task", task, str, "the name of a task")
        self.timeout = number("timeout", timeout, above=0)
        instance("settings", settings, dict, "a dict of what JSON can hold")
        arrays = instance("arrays", {} if arrays is None else arrays, dict, "a dict of arrays by name")
        try:
            json.dumps(settings)
        except (TypeError, ValueError):
            raise InputError("settings", settings, "a dict of what JSON can hold") from None
        for name, array in arrays.items():
            reals(f"arrays[{name!r}]", array)
        self._request = settings, arrays
        self._result: dict[str, Any] | None = None
        self._error: Exception | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: Any = None
        self.state = "ready"

    def start(self) -> Job:
        """Start the child process; return this job. Raises JobError if it cannot be started."""
        if self.state != "ready":
            raise InputError("state", self.state, "a job that has not been started")
        self._folder = tempfile.mkdtemp(prefix="nntutor-")
        self._finalizer = weakref.finalize(self, _clean_up, self._folder, None, None)
        settings, arrays = self._request
        self._request = {}, {}
        try:
            np.savez(os.path.join(self._folder, "request.npz"), **arrays)
            Path(self._folder, "request.json").write_text(json.dumps({"task": self.task, **settings}))
            with open(os.path.join(self._folder, "messages"), "wb") as messages:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "engine.child", self._folder],
                    # The child watches this pipe: it closes when the parent is gone.
                    stdin=subprocess.PIPE,
                    stdout=messages,
                    stderr=messages,
                    # Signals from the terminal, such as ctrl+c, are for the parent.
                    start_new_session=True,
                    env=os.environ | {"PYTHONPATH": _ROOT} | dict.fromkeys(_THREADS, "1"),
                )
        except OSError as error:
            raise self._failed(f"the child process cannot be started: {error}") from None
        reaper = threading.Thread(target=self._process.wait, name=f"reaper of {self.task}", daemon=True)
        try:
            reaper.start()
        except RuntimeError as error:
            # No memory is left for a thread.
            self._process.kill()
            self._process.communicate()
            raise self._failed(f"the child process cannot be followed: {error}") from None
        self._finalizer.detach()
        self._finalizer = weakref.finalize(self, _clean_up, self._folder, self._process, reaper)
        self._deadline = time.monotonic() + self.timeout
        self.state = "running"
        return self

    def poll(self) -> str:
        """Look after the child without waiting; return `state`."""
        if self.state == "running" and self._process is not None:
            if self._process.returncode is not None:
                self._finish(self._process.returncode)
            elif time.monotonic() > self._deadline:
                self._end("timed out", JobTimeout(self.task, f"no answer after {self.timeout:g} s"))
        return self.state

    def cancel(self) -> None:
        """Call the job off; a job that has ended stays as it is."""
        if self.poll() in ("ready", "running"):
            self._end("cancelled", Cancelled(f"{self.task} was called off"))

    def result(self) -> dict[str, Any]:
        """Return the answer of a job that is done; raises JobError, JobTimeout, Cancelled or InputError."""
        state = self.poll()
        if state in ("ready", "running"):
            raise InputError("state", state, "a job that has ended: poll() it until then")
        if self._error is not None:
            raise self._error
        assert self._result is not None
        return self._result

    def wait(self) -> dict[str, Any]:
        """Wait for the end, start included if need be, and return the answer. Not for an event loop."""
        if self.state == "ready":
            self.start()
        while self.poll() == "running":
            time.sleep(0.01)
        return self.result()

    def _end(self, state: str, error: Exception) -> None:
        self.state, self._error = state, error
        if self._finalizer is not None:
            self._finalizer()

    def _failed(self, reason: str) -> JobError:
        error = JobError(self.task, reason)
        self._end("failed", error)
        return error

    def _finish(self, code: int) -> None:
        try:
            answer = json.loads(Path(self._folder, "answer.json").read_text())
            with np.load(os.path.join(self._folder, "answer.npz"), allow_pickle=False) as arrays:
                answer |= dict(arrays)
        except (OSError, ValueError):
            answer = {"error": self._last_words(code)}
        if "error" in answer:
            self._failed(str(answer["error"]))
        else:
            self._result, self.state = answer, "done"
            self._finalizer()

    def _last_words(self, code: int) -> str:
        died = f"the child process was ended by {signal.Signals(-code).name}" if code < 0 else ""
        died = died or f"the child process ended with code {code} and no answer"
        messages = Path(self._folder, "messages").read_text(errors="replace").strip().splitlines()
        return f"{died}: {messages[-1]}" if messages else died


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def _clean_up(folder: str, process: subprocess.Popen[bytes] | None, reaper: threading.Thread | None) -> None:
    if process is not None and reaper is not None:
        if process.returncode is None:
            process.kill()
        reaper.join(timeout=5)
        if process.stdin is not None:
            process.stdin.close()
    shutil.rmtree(folder, ignore_errors=True)
