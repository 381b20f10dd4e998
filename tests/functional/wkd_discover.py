#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A user's server finds keys of people elsewhere in their domains' Web Key Directories: another Nightmail behind a
TLS front, and hosts that hang, send HTML or a key for somebody else. Names come from a DNS server of the test's."""
import http.server
import socket
import struct
import threading

from harness import run
from harness.https_front import HttpsFront
from harness.programs import output_of

BERT = "bert@other.test"
ADVANCED = {"openpgpkey.other.test", "openpgpkey.odd.test"}


class Dns:
    """Answers A questions for the names given with 127.0.0.1, all else with "no such name" (RFC 1035)."""

    def __init__(self, names):
        self.names = names
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                question, peer = self.socket.recvfrom(1024)
            except OSError:
                return
            labels, at = [], 12
            while question[at]:
                labels.append(question[at + 1:at + 1 + question[at]].decode().lower())
                at += question[at] + 1
            kind, = struct.unpack(">H", question[at + 1:at + 3])
            known = ".".join(labels) in self.names
            answers = [b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + bytes([127, 0, 0, 1])] if known and kind == 1 else []
            head = question[:2] + struct.pack(">HHHHH", 0x8580 | (0 if known else 3), 1, len(answers), 0, 0)
            self.socket.sendto(head + question[12:at + 5] + b"".join(answers), peer)

    def stop(self):
        self.socket.close()


class OddHost(http.server.BaseHTTPRequestHandler):
    """The directory of odd.test: what it answers depends on the address asked for."""
    certificate = b""

    def do_GET(self):
        local = self.path.split("?l=")[-1]
        if local == "hangs":
            threading.Event().wait(30)
        body = {"html": b"<!doctype html><p>Welcome", "big": b"\x99" * 400_000}.get(local, self.certificate)
        self.send_response(302 if local == "moved" else 200)
        if local == "moved":
            self.send_header("Location", "http://localhost/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


def world(test, private_addresses=True):
    """(service of Anna, client of Anna, [things to stop])"""
    other = test.service(domains=("other.test",), data=test.folder / "other-data")
    bert = test.client(other, BERT, home=test.folder / "bert")
    bert.signup()
    OddHost.certificate = test.gpg().make_key("somebody@else.test")
    odd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OddHost)
    odd.daemon_threads = True
    threading.Thread(target=odd.serve_forever, daemon=True).start()
    tls, fronts, port = test.subfolder("tls"), [], test.port()
    # One port stands for 443: which of the two is meant, the front sees from the name in the TLS greeting.
    front = HttpsFront(tls, sorted(ADVANCED), ("127.0.0.1", port), other.http)
    front.by_name = {"openpgpkey.odd.test": odd.server_address[1]}
    fronts.append(front.start())
    dns = Dns(ADVANCED)
    config = test.folder / "nightmail.toml"
    config.write_text(f'[dns]\nresolver = "127.0.0.1:{dns.port}"\ntrust_anchor = ""\n[fetch]\n'
                      f'private_addresses = {str(private_addresses).lower()}\nhttps_port = {port}\n'
                      f'ca_file = "{front.authority}"\n')
    service = test.service(options=["--config", config], data=test.folder / "anna-data")
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    return service, anna, [front, dns, odd]


def stop(parts):
    for part in parts:
        part.shutdown() if hasattr(part, "shutdown") else part.stop()


def keys_elsewhere_are_found(test):
    service, anna, parts = world(test)
    try:
        anna.run("keys", "find", BERT)
        armored = anna.run("keys", "export", BERT)
        shown = output_of(["gpg", "--show-keys"], input=armored)[0].decode()
        assert f"<{BERT}>" in shown, shown
        for local in ("nobody",):
            assert anna.run("keys", "export", f"{local}@other.test", check=False)[1] != 0
        for local in ("html", "big", "moved", "wrong", "hangs"):
            anna.run("keys", "find", f"{local}@odd.test", check=False, seconds=30)
            assert anna.run("keys", "export", f"{local}@odd.test", check=False)[1] != 0, local
        log = service.log.read_text()
        assert "other.test" not in log and "odd.test" not in log, log
    finally:
        stop(parts)


def private_addresses_are_refused(test):
    _, anna, parts = world(test, private_addresses=False)
    try:
        anna.run("keys", "find", BERT, check=False)
        assert anna.run("keys", "export", BERT, check=False)[1] != 0
    finally:
        stop(parts)


run(keys_elsewhere_are_found, private_addresses_are_refused)
