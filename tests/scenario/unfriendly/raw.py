"""Requests byte by byte, as unfriendly peers send them; and what a process holds."""
import pathlib
import socket
import urllib.parse

import deliveries as d
from scene import DIGITS, GUEST, MOUNT, PHONE_ID, WABA

WEBHOOK = f"{MOUNT}/webhooks/hotel"


def address_of(scene):
    host, port = urllib.parse.urlsplit(scene.host).netloc.split(":")
    return host, int(port)


def request(method, path, body=b"", headers=None, length=None):
    """The bytes of a request; `length` is said instead of the body's own."""
    lines = [f"{method} {path} HTTP/1.1", "Host: crm", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer_from(stream):
    """(status, headers, body) of the next answer on a socket's file."""
    status = stream.readline().split()
    if not status:
        raise ConnectionError("ended without an answer")
    headers = {}
    while (line := stream.readline().strip()):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return int(status[1]), headers, stream.read(int(headers.get("content-length", 0))).decode()


class Client:
    """One connection, perhaps from another loopback address."""

    def __init__(self, scene, source="127.0.0.1", seconds=20):
        self.socket = socket.create_connection(address_of(scene), seconds, (source, 0))
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def ask(self, sent):
        self.socket.sendall(sent)
        return answer_from(self.stream)


def message_body(wamid, words="Hello"):
    text = d.text(wamid, GUEST, words, d.now())
    return d.body(d.entry(WABA, d.change(PHONE_ID, DIGITS, names={GUEST: "Lena"}, messages=[text])))


def resident_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
