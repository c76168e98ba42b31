"""What comes from a terminal, byte by byte; the time is passed in."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.storms import SEQUENCES, garbage
from tui.link.grammar import (
    ESCAPE,
    Answer,
    Focus,
    Interrupt,
    Item,
    Key,
    Mode,
    Mouse,
    Pasted,
    WindowSize,
    safe_text,
)
from tui.link.incoming import HAND, PASTE_LIMIT, PASTE_LONGEST, PASTE_SILENCE, SEQUENCE_LIMIT, Incoming

START, END = b"\x1b[200~", b"\x1b[201~"


def wait(incoming: Incoming, now: float, seconds: float) -> tuple[list[Item], float]:
    """What comes of so much silence, and the time after it."""
    items, ends = [], now + seconds
    while now < ends:
        now += 0.05
        items += incoming.tick(now)
    return items, now


def feed(*pieces: bytes, expecting: bool = False, apart: float = 0.0, mouse: bool = False) -> list[Item]:
    """What comes of pieces that arrive so many seconds apart, and of the silence after them."""
    incoming = Incoming(mouse)
    incoming.expecting = expecting
    now, items = 100.0, []
    for piece in pieces:
        items += incoming.feed(piece, now)
        between, now = wait(incoming, now, apart)
        items += between
    return items + wait(incoming, now, 4.0)[0]


def bytewise(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


def typed(items: list[Item]) -> str:
    assert all(isinstance(item, Key) for item in items), items
    return "".join(item.character or f"<{item.name}>" for item in items if isinstance(item, Key))


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("q", "q"),
        ("1é−×", "1é−×"),
        ("\r \t\x7f", "\r \t\x7f"),
        ("\x1b[A\x1bOB\x1b[1;5C\x1b[5D", "<up><down><ctrl+right><ctrl+left>"),
        ("\x1b[Z\x1b[1;2A\x1b[a\x1bOc", "<shift+tab><shift+up><shift+up><ctrl+right>"),
        ("\x1b[6~\x1b[6;5~\x1b[7$\x1b[3^", "<pagedown><ctrl+pagedown><shift+home><ctrl+delete>"),
        ("\x1bOP\x1b[11~\x1b[[A\x1b[24~\x1b[P", "<f1><f1><f1><f12><f1>"),
        ("\x1bOp\x1bOn\x1bOM", "0.\r"),
        ("\x1b[97;;97u\x1b[97u\x1b[97;2u\x1b[97;2;65u\x1b[57400;129;49u", "aaAA1"),
        ("\x1b[108;5u\x1b[27;5;108~\x1b[27u\x1b[13u\x1b[9;2u", "<ctrl+l><ctrl+l>\x1b\r<shift+tab>"),
        ("\x1b[57420u\x1b[57414u\x1b[127;1u", "<down>\r\x7f"),
        ("０．１ｂ－\u3000", "0.1b- "),
    ],
)
def test_keys_are_the_same_whole_or_byte_by_byte(keys, names):
    data = keys.encode()
    assert typed(feed(data)) == names
    assert typed(feed(*bytewise(data))) == names


def test_reports_are_what_they_say():
    assert feed(b"\x1b[I\x1b[O\x1b[?2026;2$y\x1b[48;30;100;600;800t") == [
        Focus(True),
        Focus(False),
        Mode(2026, 2),
        WindowSize(100, 30),
    ]


def test_the_mouse_is_read_only_where_it_was_asked_for():
    report = b"\x1b[<0;3;4M"
    assert feed(report) == []
    assert feed(report, mouse=True) == [Mouse(report.decode(), 3, 4)]


@pytest.mark.parametrize("pieces", [(b"\x1b[", b"A"), (b"\x1b[1;", b"5C")])
def test_an_arrow_key_that_a_slow_link_has_cut_is_still_an_arrow_key(pieces):
    assert feed(*pieces, apart=0.8) == feed(b"".join(pieces)) != []


def test_escape_alone_is_the_escape_key():
    assert feed(b"\x1b") == [ESCAPE]
    assert feed(b"\x1b", b"l", apart=0.2) == [ESCAPE, Key("l", "l")]


def test_a_key_read_late_is_behind_the_escape_and_not_together_with_it():
    incoming = Incoming()
    assert incoming.feed(b"\x1b", 0.0) == []
    assert incoming.feed(b"l", 0.3) == [ESCAPE, Key("l", "l")]


@pytest.mark.parametrize("key", ["l", "d", "é", "−", "😀", "\r", "\x7f", "?", "\t"])
def test_escape_and_a_key_at_once_are_alt_and_that_key_to_which_nothing_is_bound(key):
    data = b"\x1b" + key.encode()
    assert feed(data + b"q") == feed(*bytewise(data), b"q") == [Key("q", "q")]


@pytest.mark.parametrize("alt", ["\x1b[1;3A", "\x1b[97;3u", "\x1b[6;4~", "\x1b[27;9;97~", "\x1b[99;7u"])
def test_alt_and_its_like_do_nothing_in_other_spellings_either(alt):
    assert feed(alt.encode()) == []


def test_escape_typed_twice_is_two_keys():
    assert feed(b"\x1b\x1b") == [ESCAPE, ESCAPE]
    assert feed(b"\x1b\x1b\x1b[A") == [ESCAPE, ESCAPE, Key("up")]


# Whatever comes

PIECES = st.one_of(
    st.builds(lambda seed: garbage(seed), st.integers(0, 2**32)),
    st.sampled_from(SEQUENCES),
    st.binary(max_size=8),
    st.sampled_from([b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", START, END, b"\xc3", b"\xf0\x9f"]),
)
CRASHES = [b"\x1b[97:65u", b"\x1b[1114112u", b"\x1b[::u", b"\x1b[99999999999u", b"\x1b[55296u"]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=6), st.booleans())
@example(CRASHES, False)
@example([b"\x1b[304;5u\x1b[7838;2u"], False)
def test_whatever_came_before_a_key_is_still_a_key(pieces, expecting):
    incoming, now = Incoming(mouse=True), 100.0
    incoming.expecting = expecting
    for piece in pieces:
        incoming.feed(piece, now)
    _, now = wait(incoming, now, 4.0)
    # Where an answer is out, its rest may come for as long as a terminal may need; no answer has a q.
    assert incoming.feed(b"q", now) == [Key("q", "q")]
    assert not incoming.holding


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=4), st.data())
def test_it_does_not_matter_where_what_comes_is_cut(pieces, data):
    whole = b"".join(pieces).replace(b"\x03", b"")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    parts = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert feed(*parts) == feed(whole)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_what_is_no_key_types_nothing(seed, cut):
    data = garbage(seed)
    assert feed(*(bytewise(data) if cut else [data])) == [], data


@pytest.mark.parametrize(
    "sequence",
    [
        *CRASHES,
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
        b"\x1b[1[",
        b"\x1b[1;257A",
        b"\x1b[1;0A",
        b"\xc2\x9b\xe2\x80\xae",
        b"\x1b[" + b"1" * 3 * SEQUENCE_LIMIT + b"m",
        b"\x1b]" + b"q" * 3 * SEQUENCE_LIMIT + b"\x07",
    ],
)
def test_what_comes_after_what_says_nothing_is_read(sequence):
    assert feed(sequence) == []
    assert feed(b"a", sequence, b"\x1b[A", apart=2.5) == [Key("a", "a"), Key("up")]


def test_what_comes_after_whole_garbage_is_read_at_once():
    assert typed(feed(b"\x1b[?62;4ca\xffb\x1b]0;t\x07c\x1b[M   d\x1b]11;rgb:\x1b[A")) == "abcd<up>"


def test_characters_cut_by_a_read_are_put_together():
    assert typed(feed(b"\xc3", b"\xa9")) == "é"


@settings(max_examples=50)
@given(st.text(st.characters(categories=["L", "Nd", "P", "S"]), max_size=50))
def test_text_arrives_as_it_was_typed(text):
    import unicodedata

    wide = "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text)
    assert typed(feed(text.encode())) == wide


# Answers

ANSWER = b"\x1b[2;17R"


@pytest.mark.parametrize("cut", range(2, 7))
@pytest.mark.parametrize("apart", [0.0, 0.3, 1.2])
def test_an_answer_in_pieces_is_an_answer(cut, apart):
    assert feed(ANSWER) == [Answer(2, 17)]
    assert feed(ANSWER[:cut], ANSWER[cut:], expecting=True, apart=apart) == [Answer(2, 17)]


def test_an_answer_cut_behind_its_first_byte_types_nothing():
    assert feed(ANSWER[:1], ANSWER[1:], expecting=True, apart=0.5) == [ESCAPE]


@pytest.mark.parametrize("cut", range(2, 7))
def test_the_rest_of_an_answer_that_comes_much_too_late_types_nothing(cut):
    assert feed(ANSWER[:cut], ANSWER[cut:], expecting=True, apart=5.0) == []


def test_keys_around_an_answer_are_keys():
    assert feed(b"a" + ANSWER + b"b") == [Key("a", "a"), Answer(2, 17), Key("b", "b")]


@pytest.mark.parametrize("cut", range(2, 6))
def test_a_key_between_the_pieces_of_an_answer_is_a_key(cut):
    pieces = (ANSWER[:cut], b"p", ANSWER[cut:])
    assert feed(*pieces, expecting=True, apart=0.2) == [Key("p", "p"), Answer(2, 17)]


# Pastes


def test_a_paste_loses_its_control_characters():
    assert feed(START + b"12 \x1b] q\x07\x9b\x00\x03" + END + b"x") == [Pasted("12 ] q"), Key("x", "x")]


def test_a_paste_in_pieces_is_one_paste():
    assert feed(*bytewise(START + "０.25".encode() + END)) == [Pasted("0.25")]


def test_a_paste_inside_a_paste_is_text():
    assert feed(START + b"a" + START + b"b" + END) == [Pasted("a[200~b")]


def test_a_paste_without_an_end_ends_when_nothing_more_comes():
    incoming = Incoming()
    assert incoming.feed(START + b"abc", 0.0) == []
    assert incoming.tick(PASTE_SILENCE - 0.1) == []
    assert incoming.tick(PASTE_SILENCE) == [Pasted("abc", whole=False)]
    assert incoming.feed(b"q", 10.0) == [Key("q", "q")]


def test_a_paste_without_an_end_ends_though_keys_keep_coming():
    incoming, now, items = Incoming(), 0.0, []
    items += incoming.feed(START, now)
    while now < PASTE_LONGEST + 1:
        now += 0.5
        items += incoming.feed(b"j", now)
        items += incoming.tick(now)
    before = round(PASTE_LONGEST / 0.5)
    assert items[0] == Pasted("j" * before, whole=False)
    assert items[1:] == [Key("j", "j")] * 2


def test_of_a_paste_that_is_too_long_the_rest_is_no_key():
    megabyte = b"1" * 1_000_000
    kept = Pasted("1" * PASTE_LIMIT, whole=False)
    assert feed(START, megabyte, END + b"q") == [kept, Key("q", "q")]
    assert feed(START + megabyte, END[:3], END[3:] + b"q", apart=0.5) == [kept, Key("q", "q")]
    assert feed(START + b"1" * PASTE_LIMIT + END) == [Pasted("1" * PASTE_LIMIT)]


def test_a_slow_paste_that_is_too_long_is_skipped_to_its_end_and_hands_are_heard_without_one():
    incoming, now = Incoming(), 0.0
    items = incoming.feed(START, now)
    for _ in range(400):
        now += 0.1
        items += incoming.feed(b"s" * 96, now) + incoming.tick(now)
        if now > 25 and items == []:
            break
    assert items == [Pasted("s" * PASTE_LIMIT, whole=False)]
    for _ in range(30):
        now += 0.1
        items += incoming.feed(b"q", now) + incoming.tick(now)
    assert Key("q", "q") in items[1:]
    assert 0.1 * HAND > 1


# ctrl+c


@pytest.mark.parametrize("spelled", [b"\x03", b"\x1b[99;5u", b"\x1b[27;5;99~", b"\x1b[99;69u"])
@pytest.mark.parametrize(
    "before", [b"", b"abc\x1b[6~" * 1000, b"\x1b[", b"\x1b]0;", b"\x1bO", b"\xc3", b"\x1bP" * 9]
)
def test_ctrl_c_waits_for_nothing_and_drops_what_waits(before, spelled):
    if spelled != b"\x03" and before.startswith(b"\x1b") and not before.endswith(b"~"):
        before += b"\x07"
    assert feed(before + spelled + b"def") == [Interrupt()]
    assert Interrupt() in feed(before, spelled)


@pytest.mark.parametrize("before", [b"\x1b[12;", b"\x1b]0;title", b"\x1bP", b"\x1b[" + b"1" * 9000])
def test_byte_03_is_seen_inside_half_a_sequence(before):
    assert feed(before, b"\x03") == feed(before + b"\x03") == [Interrupt()]


@pytest.mark.parametrize("so_far", [b"abc", b"1" * 2 * PASTE_LIMIT], ids=["open", "too long"])
def test_ctrl_c_leaves_a_paste_that_is_a_second_old_and_is_part_of_a_younger_one(so_far):
    incoming = Incoming()
    incoming.feed(START + so_far, 0.0)
    for now in (0.3, 0.6, 0.9):
        assert Interrupt() not in incoming.feed(b"d\x03", now)
    assert incoming.feed(b"\x03", 1.0) == [Interrupt()]
    assert not incoming.holding


def test_answers_are_not_dropped_with_the_keys():
    assert feed(b"a" + ANSWER + b"b\x03" + ANSWER) == [Interrupt(), Answer(2, 17), Answer(2, 17)]


def test_safe_text_keeps_lines_and_drops_what_could_steer_a_terminal():
    assert safe_text("a\r\nb\rc\td\x1b[31m\u202ee\x85") == "a\nb\nc\td[31me"
