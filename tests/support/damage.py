"""Damaged versions of a stored network: cut, overwritten, or put together anew with something else inside.

A benchmark can take as many as it likes: `for bytes_ in islice(damaged(whole, seed), 5000): …`.
"""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Content = dict[str, bytes]

ODD: list[Any] = [None, True, -1, 0, 1, 2.5, 10**6, 10**12, 10**30, 1e308, float("nan"), float("inf")]
ODD += ["", "x", "adam", "dense", "\x1b[2J", [], [1], {}, {"kind": "dense", "units": 3}, [[]], "9" * 50]


PACKED = [zipfile.ZIP_STORED] * 8 + [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]


def damaged(whole: bytes, seed: int) -> Iterator[bytes]:
    """Yield damaged versions of the file `whole` without end, the same ones for the same seed."""
    rng = random.Random(seed)
    content = _content(whole)
    while True:
        if rng.random() < 0.5:
            yield rng.choice(ROUGH)(rng, whole)
        else:
            parts = dict(content)
            for _ in range(rng.choice((1, 1, 2))):
                rng.choice(FINE)(rng, content, parts)
            yield _archive(parts, rng.choice(PACKED))


def _content(whole: bytes) -> Content:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def _archive(parts: Content, packed: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


# The bytes of the file, whatever they mean.


def _flipped(rng: random.Random, whole: bytes) -> bytes:
    changed = bytearray(whole)
    for _ in range(rng.choice((1, 1, 3, 30))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _in_the_directory(rng: random.Random, whole: bytes) -> bytes:
    # Zip's directory is at the end: sizes, offsets, ways of packing.
    start = whole.rfind(b"PK\x01\x02", 0, rng.randrange(len(whole) // 2, len(whole)))
    place = max(0, start) + rng.randrange(60)
    return whole[:place] + rng.randbytes(rng.choice((1, 2, 4))) + whole[place + 4 :]


def _cut(rng: random.Random, whole: bytes) -> bytes:
    return whole[: rng.randrange(len(whole))]


def _without_a_piece(rng: random.Random, whole: bytes) -> bytes:
    start = rng.randrange(len(whole))
    return whole[:start] + whole[start + rng.randrange(1, 200) :]


def _with_a_piece(rng: random.Random, whole: bytes) -> bytes:
    start, other = rng.randrange(len(whole)), rng.randrange(len(whole))
    piece = whole[other : other + 80] if rng.random() < 0.5 else rng.randbytes(rng.randrange(1, 80))
    return whole[:start] + piece + whole[start:]


def _blank(rng: random.Random, whole: bytes) -> bytes:
    start, size = rng.randrange(len(whole)), rng.choice((1, 16, 512, 4096))
    return whole[:start] + bytes(len(whole[start : start + size])) + whole[start + size :]


def _noise(rng: random.Random, whole: bytes) -> bytes:
    return whole[:4] * rng.randrange(2) + rng.randbytes(rng.randrange(300))


ROUGH: list[Callable[[random.Random, bytes], bytes]] = [_flipped, _in_the_directory, _cut, _without_a_piece]
ROUGH += [_with_a_piece, _blank, _noise]


# A whole archive, its sums right, with something else inside: `parts`, made from the sound `whole`.


def _packed(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def _spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from _spots(one, (*path, key))


def _other_description(rng: random.Random, whole: Content, parts: Content) -> None:
    about = json.loads(str(np.load(io.BytesIO(whole["about.npy"]))))
    *way, last = rng.choice(list(_spots(about)))
    place = about
    for key in way:
        place = place[key]
    if rng.random() < 0.2:
        del place[last]
    elif isinstance(place[last], (int, float)) and rng.random() < 0.5:
        place[last] = rng.choice((-place[last], place[last] + 1, place[last] * 1e9, not place[last]))
    else:
        place[last] = rng.choice(ODD)
    text = json.dumps(about)
    parts["about.npy"] = _packed(np.array(rng.choice((*[text] * 9, "[" * 5000, text[:-1], [text, text]))))


def _other_numbers(rng: random.Random, whole: Content, parts: Content) -> None:
    name = rng.choice(list(whole))
    array = np.load(io.BytesIO(whole[name]))
    if array.dtype.kind == "f" and array.size:
        flat = array.reshape(-1)
        flat[rng.randrange(flat.size)] = rng.choice((np.nan, np.inf, -np.inf, -1.0, 0.5, 1e308))
    others = [array, array, array[..., None], array.reshape(-1)[:-1], array.astype("O"), array.astype("U")]
    others += [np.zeros(0), np.zeros((3, 0)), np.arange(3), np.array([1j]), np.zeros(2, "i4,f8")]
    parts[name] = _packed(rng.choice(others))


def _other_header(rng: random.Random, whole: Content, parts: Content) -> None:
    # A header of NumPy's format that claims what is not there.
    shape = rng.choice(("(10**9,)", "(1000000000000,)", "(-1,)", "(2, 2)", "()", "5", "('a',)", "(9,)" * 900))
    kind = rng.choice(("<f8", ">f8", "|O", "<U9", "<f2", "<f16", "<i8", "", "(1000,1000)<f8", "V9"))
    text = f"{{'descr': '{kind}', 'fortran_order': {rng.choice((True, False, 3))}, 'shape': {shape}, }}\n"
    version = rng.choice((b"\x01\x00", b"\x02\x00", b"\x03\x00", b"\x09\x09"))
    size = struct.pack("<H" if version[0] == 1 else "<I", rng.choice((len(text), len(text), 10, 2**16 - 1)))
    parts[rng.choice(list(whole))] = b"\x93NUMPY" + version + size + text.encode() + bytes(64)


def _other_parts(rng: random.Random, whole: Content, parts: Content) -> None:
    name = rng.choice(list(whole))
    if rng.random() < 0.5:
        parts.pop(name, None)
    parts[rng.choice(("params.npy", "../x.npy", "x", "about.npy", name))] = rng.choice(
        (b"", b"x", *parts.values())
    )


FINE: list[Callable[[random.Random, Content, Content], None]] = [_other_description, _other_description]
FINE += [_other_numbers, _other_header, _other_parts]
