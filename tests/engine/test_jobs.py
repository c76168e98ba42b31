"""Child processes: started, polled, called off, and never left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Cancelled, InputError, UnknownName, baselines, datasets
from engine.jobs import JobError, JobTimeout
from tests.support.waiting import wait_until


def settle(job):
    wait_until(lambda: job.poll() != "running")
    return job.poll()


def children():
    """This process's children, zombies included."""
    out = subprocess.run(
        ["ps", "-o", "pid=,stat=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return [line for line in out.stdout.splitlines() if "engine.child" in line or "defunct" in line]


def test_data_come_from_a_child_and_scikit_learn_stays_there():
    script = (
        "import sys; from engine import baselines; d = baselines.load('iris').wait();"
        "print(d.X.shape, d.task, d.classes[0], 'sklearn' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.split("\n")[0] == "(150, 4) multiclass setosa False"


def test_neither_starting_nor_polling_nor_cancelling_waits():
    job = baselines.load("digits")
    assert job.poll() == "ready"
    job.start()
    assert job.poll() == "running", "had it been waited for, it would be done"
    with pytest.raises(InputError, match="poll"):
        job.result()
    job.cancel()
    assert job.poll() == "cancelled"
    with pytest.raises(Cancelled):
        job.result()
    assert children() == []


def test_a_child_that_takes_too_long_is_ended():
    job = baselines.load("digits", timeout=0.05).start()
    assert settle(job) == "timed out"
    with pytest.raises(JobTimeout, match=r"0\.05 s"):
        job.result()
    assert children() == []


def test_a_child_that_dies_is_reported_by_signal():
    job = baselines.load("digits").start()
    job.job._process.kill()
    assert settle(job) == "failed"
    with pytest.raises(JobError, match="SIGKILL"):
        job.result()


def test_a_child_that_fails_says_why():
    split = datasets.load("moons", n=40).split()
    job = baselines.fit("support vectors", split, kernell="rbf").start()
    assert settle(job) == "failed"
    with pytest.raises(JobError, match="kernell"):
        job.result()


def test_nobody_asking_leaves_no_zombie_and_no_folder():
    job = baselines.load("iris").start()
    folder = job.job._folder
    assert os.path.isdir(folder)
    job.job._process.wait(20)
    assert children() == []
    del job
    assert not os.path.exists(folder)


def test_the_child_ends_when_its_parent_is_killed():
    script = (
        "import os, time; from engine import baselines; j = baselines.load('digits').start();"
        "print(j.job._process.pid, j.job._folder, flush=True); os.kill(os.getpid(), 9)"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    pid, folder = out.stdout.split()
    wait_until(lambda: not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text())
    assert not os.path.exists(folder)


def test_unknown_models_and_models_for_another_task_are_named():
    moons = datasets.load("moons", n=40)
    with pytest.raises(UnknownName, match="did you mean 'random forest'"):
        baselines.fit("random forrest", moons)
    with pytest.raises(UnknownName, match="logistic regression"):
        baselines.fit("linear regression", moons)
    with pytest.raises(UnknownName, match="did you mean 'digits'"):
        baselines.load("digit")


def test_a_fit_brings_back_what_scikit_learn_warned_of():
    split = datasets.load("moons", n=60).split()
    short = baselines.fit("network", split, hidden_layer_sizes=(4,), max_iter=5).wait()
    assert "Maximum iterations (5) reached" in short.warnings[0]
    assert short.iterations == 5 == len(short.losses)
    line = baselines.fit("logistic regression", split).wait()
    assert line.warnings == ()
    assert line.losses is None
