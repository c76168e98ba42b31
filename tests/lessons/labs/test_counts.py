"""What the lessons say of k in n seeds holds of three, within a wide bound."""

import pytest

from lessons.course import BUILT_IN
from lessons.labs import REGISTRY
from tests.support.counts import COUNTED, FEW, is_true


@pytest.mark.parametrize("claim", COUNTED, ids=lambda claim: claim.id)
def test_what_is_counted_holds_of_a_few_seeds(claim):
    assert is_true(claim, claim.counted(FEW), claim.few)


def test_every_lab_that_counts_has_its_claims_held_to():
    counting = {name for name, lab in REGISTRY.items() if lab.counting}
    assert counting <= {claim.lab for claim in COUNTED}


def test_every_claim_is_of_a_lesson_that_calls_its_lab():
    for claim in COUNTED:
        assert f"{{lab}} {claim.lab}\n" in (BUILT_IN / f"{claim.lesson}.md").read_text(encoding="utf-8")
