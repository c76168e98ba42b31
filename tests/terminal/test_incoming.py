"""What comes from a terminal, byte by byte; the time is passed in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key

from tui.driver import is_key_sequence
from tui.incoming import (
    PASTE_DELAY,
    PASTE_LIMIT,
    Answer,
    Escape,
    Incoming,
    Item,
    Pasted,
    Text,
    safe_text,
)


def feed(*pieces: bytes, expecting: bool = False, apart: float = 0.0) -> list[Item]:
    """What comes of pieces that arrive so many seconds apart, and of the silence after them."""
    incoming = Incoming(is_key_sequence)
    incoming.expecting = expecting
    now, items = 100.0, []
    for piece in pieces:
        items += incoming.feed(piece, now)
        ends = now + apart
        while now < ends:
            now += 0.05
            items += incoming.tick(now)
    for _ in range(200):
        now += 0.05
        items += incoming.tick(now)
    return items


def typed(items: list[Item]) -> str:
    assert all(isinstance(item, Text) for item in items), items
    return "".join(item.text for item in items if isinstance(item, Text))


@pytest.mark.parametrize(
    "keys",
    ["q", "123", "é−×", "\x1b[A", "\x1bOP", "\x1b[1;5C", "\x1b[6~", "\x1b[97;;97u", "\x03", "\r", "\x1b[Z"],
)
def test_keys_go_on_as_they_are_whole_or_byte_by_byte(keys):
    data = keys.encode()
    assert typed(feed(data)) == keys
    assert typed(feed(*(data[i : i + 1] for i in range(len(data))))) == keys


def test_an_arrow_key_that_a_slow_link_has_cut_is_still_an_arrow_key():
    assert typed(feed(b"\x1b[", b"A", apart=0.8)) == "\x1b[A"
    assert typed(feed(b"\x1b[1;", b"5C", apart=0.8)) == "\x1b[1;5C"


def test_escape_alone_is_the_escape_key():
    assert feed(b"\x1b") == [Escape()]


def test_escape_and_a_key_that_a_slow_link_has_joined_are_two_keys():
    assert feed(b"\x1bl") == [Escape(), Text("l")]


def test_escape_typed_twice_is_two_keys():
    assert feed(b"\x1b\x1b") == [Escape(), Escape()]
    assert feed(b"\x1b\x1b\x1b[A") == [Escape(), Escape(), Text("\x1b[A")]
    assert feed(b"\x1b\xc3\xa9") == [Escape(), Text("é")]


HEADS = [b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b[200~", b"\x1b[201~", b"q0R;~", *[b"\x1b"] * 60]
PIECES = [*(bytes([n]) for n in range(256)), *HEADS]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.booleans())
def test_whatever_came_before_a_key_is_still_a_key(pieces, expecting):
    incoming, parser, now = Incoming(is_key_sequence), XTermParser(), 100.0
    incoming.expecting = expecting
    items = []
    for piece in pieces:
        items += incoming.feed(piece, now)
    for _ in range(200):
        now += 0.05
        items += incoming.tick(now)
    items += incoming.feed(b"\x03", now + 60)
    keys = [key for item in items if isinstance(item, Text) for key in parser.feed(item.text)]
    assert isinstance(keys[-1], Key)
    assert keys[-1].key == "ctrl+c"


def test_an_answer_is_an_answer():
    assert feed(b"\x1b[2;17R") == [Answer(2, 17)]


@pytest.mark.parametrize("cut", range(2, 7))
@pytest.mark.parametrize("apart", [0.0, 0.3, 1.2])
def test_an_answer_in_pieces_is_an_answer(cut, apart):
    answer = b"\x1b[2;17R"
    assert feed(answer[:cut], answer[cut:], expecting=True, apart=apart) == [Answer(2, 17)]


def test_an_answer_cut_behind_its_first_byte_types_nothing():
    assert feed(b"\x1b", b"[2;17R", expecting=True, apart=0.5) == [Escape()]


@pytest.mark.parametrize("cut", range(2, 7))
def test_the_rest_of_an_answer_that_comes_much_too_late_types_nothing(cut):
    answer = b"\x1b[2;17R"
    assert feed(answer[:cut], answer[cut:], expecting=True, apart=5.0) == []


def test_keys_around_an_answer_are_keys():
    assert feed(b"a\x1b[2;17Rb") == [Text("a"), Answer(2, 17), Text("b")]


def test_a_key_between_the_pieces_of_an_answer_is_a_key():
    assert feed(b"\x1b[2;", b"p", b"17R", expecting=True, apart=0.2) == [Text("p"), Answer(2, 17)]


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x1b[?62;4c",
        b"\x1b[>0;276;0c",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1bP1$r0 q\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[999;1;2;3y",
        b"\x1b[M\xff\xfe\x80",
        b"\xff\xfe\x80\xc3",
        b"\x1b[12",
        b"\x1b]q",
    ],
)
def test_garbage_types_nothing(garbage):
    assert feed(garbage) == []


def test_what_comes_after_garbage_is_still_read():
    assert typed(feed(b"\x1b[?62;4ca\xffb\x1b]0;t\x07c\x1b[M   d")) == "abcd"


def test_characters_cut_by_a_read_are_put_together():
    assert typed(feed(b"\xc3", b"\xa9")) == "é"


def test_a_paste_loses_its_control_characters():
    assert feed(b"\x1b[200~12 \x1b] q\x07\x9b\x00\x1b[201~x") == [Pasted("12 ] q"), Text("x")]


def test_a_paste_in_pieces_is_one_paste():
    data = b"\x1b[200~0.25\x1b[201~"
    assert feed(*(data[i : i + 1] for i in range(len(data)))) == [Pasted("0.25")]


def test_a_paste_inside_a_paste_is_text():
    assert feed(b"\x1b[200~a\x1b[200~b\x1b[201~") == [Pasted("a[200~b")]


def test_a_paste_without_an_end_ends_when_nothing_more_comes():
    incoming = Incoming()
    assert incoming.feed(b"\x1b[200~abc", 0.0) == []
    assert incoming.tick(PASTE_DELAY - 0.1) == []
    assert incoming.tick(PASTE_DELAY) == [Pasted("abc")]
    assert incoming.feed(b"q", 10.0) == [Text("q")]


def test_a_paste_of_a_megabyte_is_cut():
    megabyte = b"1" * 1_000_000
    assert feed(b"\x1b[200~", megabyte, b"\x1b[201~q") == [
        Pasted("1" * PASTE_LIMIT, 1_000_000 - PASTE_LIMIT),
        Text("q"),
    ]


def test_safe_text_keeps_lines_and_drops_what_could_steer_a_terminal():
    assert safe_text("a\r\nb\rc\td\x1b[31m\u202ee\x85") == "a\nb\nc\td[31me"


@given(st.lists(st.binary(max_size=20), max_size=20), st.booleans())
def test_no_bytes_whatever_upset_it(pieces, expecting):
    for item in feed(*pieces, expecting=expecting):
        if isinstance(item, Pasted):
            assert safe_text(item.text) == item.text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), max_size=50))
def test_text_arrives_unchanged(text):
    assert typed(feed(text.encode())) == text
