"""A thin, long link between two ends on 127.0.0.1: `Link`."""

from __future__ import annotations

import asyncio
import socket
import threading

from tests.support.waiting import pass_by

CHUNK = 512
"""Bytes that go over the link as one: at 9,600 bit/s half a second."""

BUFFER = 16_384
"""What each end's socket holds besides, as a modem or a router does."""


class Link:
    """Passes connections on to a port, so many bits a second each way and so many seconds late.

    Runs in a thread of its own for as long as the `with` block lasts.
    """

    def __init__(self, target_port: int, bits_per_second: float, delay: float = 0.0) -> None:
        """`delay`: one way, in seconds; a round trip takes twice that."""
        self.target_port = target_port
        self.bits_per_second = bits_per_second
        self.delay = delay
        self.port = 0
        self._ready = threading.Event()
        self._writers: list[asyncio.StreamWriter] = []
        self._carrying: list[asyncio.Task[None]] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Link:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def cut(self) -> None:
        """Break every connection, without a word to either end."""
        self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        listening = _small_socket()
        listening.bind(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        server = await asyncio.start_server(self._accept, sock=listening, limit=CHUNK)
        async with server:
            self._ready.set()
            await self._end.wait()
            self._cut()
            # Each end now reads an end of file, and its task ends.
            await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward = _small_socket()
        onward.setblocking(False)
        await self._loop.sock_connect(onward, ("127.0.0.1", self.target_port))
        far_reader, far_writer = await asyncio.open_connection(sock=onward, limit=CHUNK)
        self._writers += [writer, far_writer]
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            self._carrying.append(asyncio.create_task(self._carry(source, sink)))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        free = self._loop.time()
        while True:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                data = b""
            free = max(free, self._loop.time()) + len(data) * 8 / self.bits_per_second
            self._loop.call_at(free + self.delay, self._deliver, writer, data)
            if not data:
                return
            await pass_by(free - self._loop.time())

    @staticmethod
    def _deliver(writer: asyncio.StreamWriter, data: bytes) -> None:
        if writer.is_closing():
            return
        if data:
            writer.write(data)
        else:
            writer.close()


def _small_socket() -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
