"""Attempts to get out of the lines, to take the machine, or to change how a later answer is judged."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lessons.coding import attempts
from lessons.coding.attempts import Attempt, Unanswered
from lessons.coding.cases import hidden
from lessons.coding.exercise import Exercise
from lessons.coding.grading import judge
from lessons.coding.language import Unread, read
from lessons.coding.wire import packed, unpacked

Z = np.arange(6.0).reshape(2, 3) - 2.5
CASES = [{"z": packed(Z), "n": packed(3)}, {"z": packed(Z * 2), "n": packed(2)}]
PROBE = ["h = np.exp(z) + np.maximum(0, z) * n"]

UNREAD = [
    # Walks from a value to what made it.
    "h = ().__class__.__bases__[0].__subclasses__()",
    "h = z.__class__",
    "h = z.__array_interface__",
    "h = z.__reduce__()",
    "h = np.__builtins__",
    "h = np.exp.__globals__",
    "h = np.__dict__",
    "h = np.sum.__code__",
    "h = z.T.base.ctypes.data",
    "h = __import__",
    "h = __builtins__",
    "h = getattr(z, n)",
    "h = vars(np)",
    "h = globals()",
    "h = type(z)",
    # Text, bytes and what is made of them.
    "h = '{0.__class__}'.format(z)",
    'h = f"{z.__class__}"',
    "h = 'a' * 10**9",
    "h = b'\\x00' * 10",
    "h = z.tobytes()",
    "h = np.frombuffer(z)",
    "h = z.view(n)",
    "h = z.tofile(n)",
    "h = z.astype(object)",
    "h = np.array2string(z)",
    "h = str(z)",
    # Files, network, other programs.
    "h = open(0)",
    "h = np.load(n)",
    "h = np.save(n, z)",
    "h = np.loadtxt(n)",
    "h = np.fromfile(n)",
    "h = np.memmap(n)",
    "h = np.DataSource().open(n)",
    "h = np.lib.npyio.os.system(n)",
    "h = np.linalg.inv(z)",
    "h = np.ctypeslib.load_library(n, n)",
    "h = np.testing.runstring(n, n)",
    "h = np.f2py.os",
    "import os",
    "from os import system",
    "h = eval(n)",
    "exec(n)",
    "h = compile(n)",
    "h = input()",
    "h = breakpoint()",
    "h = exit()",
    # Code of one's own.
    "h = lambda: z",
    "h = (lambda f: f(f))(lambda f: f(f))",
    "def f(): return f()",
    "class A: pass",
    "h = [z for i in z]",
    "h = {z for i in z}",
    "h = sum(i for i in z)",
    "while True: pass",
    "for i in np.arange(9): z = z @ z",
    "h = (h := z)",
    "h = z if n else z",
    "with z: pass",
    "try: h = z",
    "raise z",
    "del z",
    "assert n",
    "global z",
    "h = yield",
    "h = await z",
    "@z",
    "z: n = 1",
    "h = *z,",
    "h, k = z",
    "h = np.apply_along_axis(np.exp, 0, z)",
    "h = np.vectorize(np.exp)(z)",
    "h = np.frompyfunc(np.exp, 1, 1)",
    "h = np.fromfunction(np.exp, (3, 3))",
    "h = np.where(z, np.exp, np.load)",
    "h = np.exp",
    "f = len",
    # What others need.
    "np = z",
    "np.exp = z",
    "np.exp[0] = z",
    "np.pi += 1",
    "len = z",
    "z.T = z",
    "z.shape = (3, 2)",
    "z.flags.writeable = 0",
    "z.dtype = n",
    "z.sum = n",
    "h = np.seterr(n)",
    "h = np.random.seed(n)",
    "h = np.copyto(z, n)",
    "h = z.fill(n)",
    "h = z.sort()",
    "h = z.resize(9)",
    "h = np.exp(z, out=z)",
    "h = np.sum(z, 0, n, z)",
    "h = np.mean(z, where=z)",
    "h = np.zeros(3, dtype=object)",
    "h = np.clip(z, 0, 1, z)",
    # Letters and signs that look like others, or like nothing.
    "h = ｎｐ.exp(z)",
    "h = nр.exp(z)",
    "h = z\u200b",
    "h = \ud800",
    "h = z\x00",
    "h = z\r\nimport os",
    "h = z\x0cimport os",
    "h = z; import os",
    "h = z # import os",
    "h = z \\",
    "h = `z`",
    "\tif n: h = z",
    # Too long, too deep.
    "h = " + "(" * 140 + "z" + ")" * 140 + "." + "T.T" * 20,
    "h = " + "(" * 5000,
    "h = " + "[" * 90 + "z" + "]" * 90,
    "h = " + "-" * 200 + "z",
    "h = " + "z+" * 149 + "z",
    "h = " + "z.T" + ".T" * 100,
    "h = " + "9" * 10_000,
    "h = " + "9" * 280,
    "h = 0x" + "f" * 200,
]

REFUSED = [
    # In memory.
    "h = np.ones(10**9)",
    "h = np.zeros((10**5, 10**5))",
    "h = np.zeros((10**15, 0, 10**15)) + np.zeros(10**15)",
    "h = np.ones((1, 1, 1, 1, 1, 1, 1, 1, 1, 1))",
    "h = np.arange(10**15)",
    "h = np.arange(0, 1, 1e-12)",
    "h = np.eye(10**5)",
    "h = np.eye((3, 3))[0] + np.eye(10**9)",
    "h = np.outer(np.ones(10**5), np.ones(10**5))",
    "h = np.ones((10**5, 1)) + np.ones(10**5)",
    "h = np.ones((10**5, 1)) @ np.ones((1, 10**5))",
    "h = np.ones((10**5, 1)).dot(np.ones((1, 10**5)))",
    "h = np.maximum(np.ones((10**5, 1)), np.ones(10**5))",
    "h = np.where(np.ones((10**5, 1)) > 0, np.ones(10**5), 1)",
    "h = np.ones(10**5)[np.zeros((10**3, 10**3))]",
    "h = np.ones((2, 50000))[np.arange(10**5) * 0]",
    "h = np.ones((2, 50000))[np.ones((2, 50000)) > 0][:, None] * np.ones(10**5)",
    "h = z[None, None, None, None, None, None, None, None]",
    "h = np.ones((300, 300)) @ np.ones((300, 300))",
    # In numbers.
    "h = 9**9**9",
    "h = 9**9**9**9**9**9**9**9",
    "h = 10**400",
    "h = 2.0**9**9",
    "h = (2**52 + 0) * (2**52)",
    "h = (np.arange(9) + 2**40) ** 9",
    "h = np.sum(np.arange(10**5) + 2**52)",
    "h = n - 2**52 - 2**52 - 9",
]

COMPUTED = {
    "h = z % 1e-300": "f",
    "h = (z * 1e300) ** 30": "f",
    "h = 1e999 - 1e999": "f",
    "h = np.log(-1) * np.exp(1e9)": "f",
    "h = z[5:0:-1][::-1]": "f",
    "h = (((((((((((z)))))))))))": "f",
    "h\t=\tz": "f",
    "h = " + "np.exp(" * 30 + "z" + ")" * 30: "f",
    "h = z == z": "b",
    "h = np.sqrt(-1)": "f",
    "z[z < 9] = 1e308": "",
    "z *= 0": "",
    "n = 0": "",
    "exp = z": "",
    "h = z.T.T.T.copy().clip(0, 1).sum(0).max()": "f",
    "h = np.ones(10**5)": "f",
}


def kind(outcome):
    return outcome["values"].get("h", {"kind": ""})["kind"] if "values" in outcome else outcome["kind"]


@pytest.fixture(scope="module")
def outcomes():
    """Each attempt in one child, which is asked for what the parent would refuse, and a probe after each."""
    lines = [*UNREAD, *REFUSED, *COMPUTED]
    programs = [program for line in lines for program in ([line], PROBE)]
    told = Attempt({"programs": programs, "cases": CASES, "asked": ["h"]}, wall=120.0).wait()
    return dict(zip(lines, zip(told["outcomes"][::2], told["outcomes"][1::2], strict=True), strict=True))


def test_there_are_many_attempts():
    assert len({*UNREAD, *REFUSED, *COMPUTED}) >= 150


def test_none_gets_out(outcomes):
    found = {line: [kind(one) for one in outcomes[line][0]] for line in outcomes}
    assert [line for line in UNREAD if found[line] != ["unread"] * 2] == []
    assert {line: found[line] for line in REFUSED if not {*found[line]} <= {"unread", "size", "value"}} == {}
    assert {line: set(found[line]) for line in COMPUTED} == {line: {kind} for line, kind in COMPUTED.items()}


def test_the_parent_refuses_the_same_without_a_child(outcomes):
    for line in UNREAD:
        with pytest.raises(Unread) as caught:
            read([line], ["z", "n"])
        assert str(caught.value) == outcomes[line][0][0]["says"]


def test_what_is_said_is_one_short_line_without_control_bytes(outcomes):
    for line, (told, _) in outcomes.items():
        said = told[0].get("says", "")
        assert said.isprintable(), line
        assert len(said) <= 200, line


def test_none_changes_what_a_later_answer_comes_to(outcomes):
    wanted = [np.exp(Z) + np.maximum(0, Z) * 3, np.exp(Z * 2) + np.maximum(0, Z * 2) * 2]
    for line, (_, probe) in outcomes.items():
        for one, other in zip(probe, wanted, strict=True):
            assert one["changed"] == [], line
            assert np.array_equal(unpacked(one["values"]["h"]), other), line


def test_what_takes_long_in_small_steps_ends_by_itself():
    lines = ["a = np.ones(100000)", *["a = a ** 1.1 * 3"] * 16]
    told = Attempt({"programs": [lines, PROBE], "cases": CASES, "asked": ["h"]}).wait()
    assert [kind(one) for one in told["outcomes"][0]] == ["size", "size"]
    assert kind(told["outcomes"][1][0]) == "f"


def start(code):
    """What the child does, but that it runs `code` after its limits are set, as if every check had failed."""
    imports = "import sys, socket; sys.path += sys.argv[1:]; import lessons.coding.child as c"
    return f"{imports}; c.SECONDS = 1; c.answer = lambda _: ({code}); c.main()"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("open('/etc/passwd')", "Too many open files"),
        ("socket.socket()", "Too many open files"),
        ("c.os.pipe()", "Too many open files"),
        ("__import__('this')", "Too many open files"),
        ("bytearray(4 * 10**8)", "MemoryError"),
    ],
)
def test_limits_stand_behind_the_checks(monkeypatch, code, said):
    monkeypatch.setattr(attempts, "_START", start(code))
    with pytest.raises(Unanswered, match=said):
        Attempt({}).wait()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("[0 for _ in iter(int, 1)]", "It ran too long"),
        ("__import__('os').kill(__import__('os').getpid(), 9)", "SIGKILL"),
        ("__import__('os')._exit(3)", "code 3"),
        ("__import__('os').write(1, b'nonsense')", "ended with code 0"),
        ("[][0]", "IndexError"),
        ("float('nan')", "ended with code 1: ValueError"),
    ],
)
def test_a_child_that_dies_or_hangs_is_said_and_can_be_tried_again(monkeypatch, code, said):
    monkeypatch.setattr(attempts, "_START", start(code))
    with pytest.raises(Unanswered, match=said) as caught:
        Attempt({}).wait()
    assert "ry again." in str(caught.value)
    monkeypatch.undo()
    assert Attempt({"programs": [PROBE], "cases": CASES, "asked": ["h"]}).wait()["outcomes"]


def test_a_child_that_sleeps_is_ended(monkeypatch):
    monkeypatch.setattr(attempts, "_START", "import time; time.sleep(600)")
    with pytest.raises(Unanswered, match="It ran too long"):
        Attempt({}, wall=0.5).wait()


def test_a_child_that_cannot_be_started_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    exercise = Exercise(("h = ___",), hidden({"given": {"z": {"shape": "n"}}}), ("h",), ("z",))
    found = judge(exercise, ["z"])
    assert "It cannot be tried now" in found.unanswered
    assert not found.counted


def test_a_thread_that_cannot_be_started_is_said(monkeypatch):
    def none(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(attempts.threading.Thread, "start", none)
    with pytest.raises(Unanswered, match=r"cannot be tried now: can't start new thread\. Try again"):
        Attempt({}).wait()


def test_the_child_knows_nothing_of_where_it_was_started(monkeypatch, tmp_path):
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with open(tmp_path / "numpy.py") as file:
        os.set_inheritable(file.fileno(), True)
        code = "{'env': dict(c.os.environ), 'cwd': c.os.getcwd(), 'open': c.os.path.exists(PATH)}"
        code = code.replace("PATH", repr(f"/proc/self/fd/{file.fileno()}"))
        monkeypatch.setattr(attempts, "_START", start(code))
        told = Attempt({}).wait()
    assert told["cwd"] == "/"
    assert not told["open"]
    assert {name for name in told["env"] if not name.endswith("_THREADS")} <= {"LC_CTYPE"}


def test_twenty_at_once_are_all_answered():
    request = {"programs": [PROBE], "cases": CASES, "asked": ["h"]}
    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(lambda _: Attempt(request, wall=120.0).wait(), range(20)))
    assert [len(one["outcomes"]) for one in told] == [1] * 20
