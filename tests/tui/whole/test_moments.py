"""A few of the random moments in which a session is ended; `tests.support.signal_storm` has any number."""

from __future__ import annotations

import pytest

from tests.support.signal_storm import run_kill, run_moment

pytestmark = pytest.mark.pty


@pytest.mark.parametrize(
    ("seed", "scenario"), list(enumerate(["start", "page", "printing", "quiz", "doctor", "deaf"]))
)
def test_a_signal_is_obeyed_and_the_terminal_put_back(seed, scenario):
    # How long it takes is measured where nothing else runs.
    assert run_moment(seed, scenario, within=None) is None


def test_a_killed_session_has_kept_what_it_acknowledged():
    assert run_kill(1) is None
