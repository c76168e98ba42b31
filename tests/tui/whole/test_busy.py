"""Beside others who use the processor, pages, screens and sizes may change faster than it can follow."""

from __future__ import annotations

import pytest

from tests.support.busy import page_storm

pytestmark = pytest.mark.pty


@pytest.mark.parametrize("seed", [4, 7], ids=["a signal", "a lost terminal"])
def test_a_storm_of_pages_screens_knobs_and_sizes_is_outlived(tmp_path, seed):
    # How soon it leaves is measured where nothing else runs beside: the tests run side by side too.
    assert page_storm(tmp_path, seed, bursts=15, leaves_within=20, others=2) is None
