"""The server and the emulator that the tests talk to; test/packages/python.e2e.ts starts them, and links the instance."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
import unittest
from typing import Any, Callable, List, Optional, TypeVar
from urllib.request import Request, urlopen

from miaw_api import Instance, Miaw

URL = os.environ.get("MIAW_URL", "")
KEY = os.environ.get("MIAW_KEY", "")
EMULATOR = os.environ.get("EMULATOR_URL", "")
INSTANCE = os.environ.get("MIAW_INSTANCE", "")
BOT_PHONE = os.environ.get("MIAW_PHONE", "")
PERSON = os.environ.get("PERSON", "")

over_server = unittest.skipUnless(URL, "MIAW_URL is not set: no server to test with")

T = TypeVar("T")


def miaw(**options: Any) -> Miaw:
    return Miaw(**{"base_url": URL, "api_key": KEY, **options})


def bot(**options: Any) -> Instance:
    return miaw(**options).instance(INSTANCE)


def emulate(method: str, path: str, body: Optional[object] = None) -> Any:
    """Asks the emulator for something."""
    content = None if body is None else json.dumps(body).encode()
    request = Request(EMULATOR + path, content, {"Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=60) as response:
        return json.loads(response.read() or b"null")


def person_writes(text: str) -> None:
    emulate("POST", f"/phones/{PERSON}/messages", {"to": BOT_PHONE, "text": text})


def person_has() -> List[Any]:
    """The messages on the person's phone."""
    messages: List[Any] = emulate("GET", f"/phones/{PERSON}/messages")
    return messages


def eventually(read: Callable[[], T], fits: Callable[[T], bool]) -> T:
    """What `read` returns once it fits. The limit only ends a test that hangs."""
    limit = time.monotonic() + 120
    while True:
        value = read()
        if fits(value):
            return value
        if time.monotonic() > limit:
            raise AssertionError(f"it stays {value!r}")
        time.sleep(0.1)


class Proxy:
    """Stands between client and server, counts connections, and cuts them."""

    def __init__(self) -> None:
        host, port = URL.rsplit("/", 1)[-1].split(":")
        self._server = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.2)
        self._closed = False
        self._open: List[socket.socket] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._copying: List[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self) -> None:
        """Breaks all connections; new ones are accepted."""
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        self._accepting.join()
        self._listener.close()
        self.cut()
        for thread in self._copying:
            thread.join()
        for each in self._open:
            each.close()

    def _accept(self) -> None:
        while not self._closed:
            try:
                inner, _ = self._listener.accept()
            except socket.timeout:
                continue
            inner.settimeout(None)
            outer = socket.create_connection(self._server)
            self.connections += 1
            self._open += [inner, outer]
            for pair in ((inner, outer), (outer, inner)):
                thread = threading.Thread(target=self._copy, args=pair, daemon=True)
                self._copying.append(thread)
                thread.start()

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket) -> None:
        try:
            while True:
                content = source.recv(65536)
                if not content:
                    break
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
