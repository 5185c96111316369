"""Load on one address for a bounded time, in a process of its own: `python -m benchmarks.load PORT PATH SECONDS`.

Plain sockets and epoll: a request costs it some ten microseconds, so that it is not what is measured. It prints its
own share of a processor beside the result.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

CONNECTIONS = 8
AT_MOST = 4000


@dataclass
class Connection:
    socket: socket.socket
    asked_at: float = 0.0
    received: bytes = b""
    #: Length of the whole answer, known once its head has come.
    wanted: int = 0

    def ask(self, request: bytes) -> None:
        self.received, self.wanted, self.asked_at = b"", 0, time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what has come. Only a 200 counts: an error page is made faster than a page."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("The server closed a connection that was to be kept.")
        self.received += data
        if not self.wanted and b"\r\n\r\n" in self.received:
            head, _, _body = self.received.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(head.partition(b"\r\n")[0].decode("latin-1"))
            self.wanted = len(head) + 4 + int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return bool(self.wanted) and len(self.received) >= self.wanted


@dataclass
class Burst:
    requests: int
    seconds: float
    processor_share: float
    answers_ms: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def run(port: int, path: str, seconds: float) -> Burst:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    with selectors.DefaultSelector() as selector:
        connections = [_busy_connection(port, request) for _ in range(CONNECTIONS)]
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        burst = _keep_asking(selector, connections, request, seconds)
        for connection in connections:
            connection.socket.close()
    return burst


def _busy_connection(port: int, request: bytes) -> Connection:
    """Asked at once: while one worker is busy with it, the other takes the next. Opened all together, they often end at
    the same worker, and half of the server stands idle."""
    connection = Connection(socket.create_connection(("127.0.0.1", port), 30))
    connection.ask(request)
    time.sleep(0.002)
    return connection


def _keep_asking(
    selector: selectors.BaseSelector, connections: list[Connection], request: bytes, seconds: float
) -> Burst:
    begin, processor = time.perf_counter(), time.process_time()
    answers: list[float] = []
    open_requests, is_over = len(connections), False
    while open_requests:
        for key, _events in selector.select(30):
            if not key.data.is_answered():
                continue
            now = time.perf_counter()
            answers.append((now - key.data.asked_at) * 1000)
            is_over = is_over or now - begin > seconds or len(answers) >= AT_MOST
            if is_over:
                open_requests -= 1
            else:
                key.data.ask(request)
    took = time.perf_counter() - begin
    return Burst(len(answers), took, (time.process_time() - processor) / took, answers)


if __name__ == "__main__":
    result = run(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
    print(json.dumps({"per_second": result.per_second, "processor_share": result.processor_share}))
