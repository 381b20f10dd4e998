#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""MTA-STS (RFC 8461) against Postfix: a policy that enforces is fetched over HTTPS; mail goes to a server with the
right certificate over TLS, and waits, with nothing of it on the wire, if the certificate is another's or STARTTLS
was taken away; a policy that only tests stops nothing."""
import http.server
import threading

from harness import run
from harness.https_front import HttpsFront
from harness.sender import Sender
from harness.wire import Wire
from harness.zone import Zone

# Each its own server: one that failed is left alone for a moment.
DOMAINS = {"right": ("enforce", "mx"), "wrong": ("enforce", "mx-wrong"), "testing": ("testing", "mx-other")}


def records():
    yield from ("mx A 127.0.0.1", "mx-wrong A 127.0.0.1", "mx-other A 127.0.0.1")
    for name, (_, host) in DOMAINS.items():
        yield from (f"{name} MX 10 {host}", f"mta-sts.{name} A 127.0.0.1", f'_mta-sts.{name} TXT "v=STSv1; id=1"')


class Policies(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.headers["Host"].split(".")[1]
        mode, host = DOMAINS[name]
        body = f"version: STSv1\r\nmode: {mode}\r\nmx: {host}.peers.test\r\nmax_age: 86400\r\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def world(test, strip):
    """(Anna's side, the wire, the sink behind Postfix)"""
    policies = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Policies)
    policies.daemon_threads = True
    threading.Thread(target=policies.serve_forever, daemon=True).start()
    tls, port, sink = test.subfolder("tls"), test.port(), test.sink()
    names = ["mx.peers.test", *(f"mta-sts.{name}.peers.test" for name in DOMAINS)]
    front = HttpsFront(tls, names, ("127.0.0.1", port), policies.server_address[1]).start()
    postfix = test.postfix(to_port=sink.port, domains=["peers.test"], settings=[
        "smtpd_tls_security_level = may", f"smtpd_tls_cert_file = {tls}/mx.peers.test.pem",
        f"smtpd_tls_key_file = {tls}/mx.peers.test.key", "smtpd_tls_received_header = yes"])
    wire = Wire(postfix.port, strip).start()
    fetch = f'https_port = {port}\nca_file = "{front.authority}"'
    zone = Zone(test, list(records())).start()
    return Sender(test, wire.port, more=zone.settings, fetch=fetch, retry=(3600, 3600)), wire, sink


def the_policy_decides(test):
    sender, wire, sink = world(test, strip=False)
    sender.send("wrong", "x@wrong.peers.test")
    sender.wait_deferred("4.7.")
    assert wire.connections and b"MAIL FROM" not in wire.sent.upper() and sink.mails == []
    for name in ("right", "testing"):
        mail, _ = sender.send(name, f"x@{name}.peers.test")
        [content] = test.wait(lambda: sink.mails, 60, f"the mail to {name} arrives")
        assert content[2].endswith(mail) and b"using TLSv1.3" in content[2], (name, content)
        sink.mails.clear()


def starttls_taken_away(test):
    sender, wire, sink = world(test, strip=True)
    sender.send("right", "x@right.peers.test")
    sender.wait_deferred("4.7.")
    assert wire.connections and b"MAIL FROM" not in wire.sent.upper() and sink.mails == []


run(the_policy_decides, starttls_taken_away)
