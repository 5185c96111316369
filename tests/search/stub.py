"""A small HTTP server that answers as a search cluster, or what stands before it, may answer."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/vnd.elasticsearch+json;compatible-with=8"}
HTML = {"Content-Type": "text/html"}


@dataclass
class Stub:
    """What it answers to everything, and the requests that came: (method, path)."""

    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=lambda: dict(PRODUCT))
    seconds: float = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    authorization: list[str | None] = field(default_factory=list)
    url: str = ""

    @classmethod
    def says(cls, status: int, error: str = "", reason: str = "") -> Stub:
        cause = {"type": error, "reason": reason}
        return cls(status, json.dumps({"error": {"root_cause": [cause], **cause}, "status": status}))

    @classmethod
    def version(cls, number: str) -> Stub:
        return cls(body=json.dumps({"version": {"number": number}, "tagline": "You Know, for Search"}))

    @classmethod
    def page(cls, status: int) -> Stub:
        return cls(status, "<html><body><h1>Gateway</h1></body></html>", dict(HTML))


@contextmanager
def serving(stub: Stub, tls: ssl.SSLContext | None = None) -> Iterator[Stub]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            stub.asked.append((self.command, self.path))
            stub.authorization.append(self.headers.get("Authorization"))
            time.sleep(stub.seconds)
            body = stub.body.encode()
            self.send_response(stub.status)
            for name, value in {**stub.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer

        def log_message(self, *args: object) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """A client that hangs up is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    stub.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for a server on 127.0.0.1, and the certificate that a client must be told to trust."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "own")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "own.crt", folder / "own.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
