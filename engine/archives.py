"""Arrays, and plain data about them, in one `.npz` without pickles: written whole, read with mistrust."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import tempfile
import warnings
import zipfile
from typing import Any

import numpy as np

from .errors import InputError, count, ending, short

# What a file may unpack to, and how it may be packed: others can unpack to any size, whatever they say.
_MOST = 200_000_000
_ODD = "no file, but a pipe, a socket or a device"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class StorageError(InputError):
    """A file cannot be read as what it should hold: `path` and `reason`.

    >>> print(StorageError("net.npz", "damaged"))
    net.npz: damaged
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        self.argument, self.value, self.accepted = "path", path, "a file of this version or older"
        ValueError.__init__(self, f"{ending(path)}: {short(reason, 180)}")


class _TooBig(Exception):
    pass


def write(path: str, kind: str, version: int, about: dict[str, Any], **arrays: Any) -> None:
    """Write `arrays` and the plain data `about` to `path`; what was there stays until the new file is whole.

    Raises OSError where that cannot be done, or where no file stands but a device, a pipe or a socket.
    """
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        # To be moved over it would take a device from the whole host.
        raise OSError(errno.EINVAL, _ODD, path)
    told = {"format": f"nntutor {kind}", "version": version} | about
    handle, part = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=f".{kind}-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, about=np.array(json.dumps(told)), **arrays)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def read(path: str, kind: str, version: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `write` was given for a file of this kind: `about`, and the arrays, which are read-only.

    Raises StorageError for a damaged, foreign or newer file, and for one that unpacks to over 200 MB;
    OSError, with the path, for one that cannot be read.
    """
    content = io.BytesIO(_read(path))
    about: Any = None
    try:
        with warnings.catch_warnings():
            # What NumPy has to say about an old or odd header.
            warnings.simplefilter("ignore")
            arrays = _unpacked(content)
        about = json.loads(str(arrays["about"]))
        found, made = about["format"], about["version"]
    except _TooBig:
        raise StorageError(path, f"unpacks to more than {_MOST // 10**6} MB") from None
    # These bytes can be anything, and zip, NumPy and JSON each have several ways to say that they are wrong.
    except Exception as error:
        what = f"not a saved {kind}"
        raise StorageError(path, what if isinstance(error, KeyError) else f"damaged, or {what}") from None
    if found != f"nntutor {kind}":
        raise StorageError(path, f"a file of another kind, {str(found)[:40]!r}")
    try:
        count("version", made)
    except InputError as error:
        raise StorageError(path, f"damaged: {error}") from None
    if made > version:
        raise StorageError(path, f"written by a newer version ({made}; this one reads {version})")
    return about, arrays


def _read(path: str) -> bytes:
    # A pipe without a writer would be waited for, and a device has no end.
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise StorageError(path, "no path that can be opened") from None
    try:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(about.st_mode):
            raise StorageError(path, _ODD)
        if about.st_size > _MOST:
            raise StorageError(path, f"larger than {_MOST // 10**6} MB")
        with open(handle, "rb", closefd=False) as file:
            return file.read(about.st_size)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(handle)


def _unpacked(content: io.BytesIO) -> dict[str, Any]:
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST:
            raise _TooBig
        if any(part.compress_type not in _PACKED or not part.filename.endswith(".npy") for part in parts):
            raise ValueError
        return {part.filename.removesuffix(".npy"): _array(archive.read(part)) for part in parts}


def _array(packed: bytes) -> Any:
    # NumPy's own reader makes room for what the header claims before it looks whether it is there.
    file = io.BytesIO(packed)
    version = np.lib.format.read_magic(file)
    header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_columns, dtype = header(file)
    if dtype.kind not in "fU":
        raise ValueError
    values = np.frombuffer(packed, dtype, offset=file.tell())
    return values.reshape(shape, order="F" if by_columns else "C")
