"""What imports have left is given back once the first page is there; what stays is collected no more."""

from __future__ import annotations

import gc
import weakref

from tui.session import garbage


class Node:
    """One of a circle."""

    other: Node


def test_what_can_go_at_the_first_page_goes_and_the_rest_is_left_alone():
    usual = gc.get_threshold()
    garbage.hold()
    try:
        node = Node()
        node.other = node
        left = weakref.ref(node)
        del node
        stays = gc.get_freeze_count()
        garbage.release()
        assert left() is None
        assert gc.get_freeze_count() > stays
    finally:
        gc.set_threshold(*usual)
    assert gc.get_threshold() == usual
