#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The life of a service: it starts with clear messages, ends cleanly under load, and takes a new certificate."""
import signal
import socket
import subprocess
import threading
import time

from harness import RawSmtp, run
from harness.programs import output_of
from harness.test import BUILD

NIGHTMAILD = BUILD / "src/apps/nightmaild/nightmaild"


def serve_fails(*options):
    """Runs `nightmaild serve`, which must end by itself with a code other than 0; returns what it said."""
    done = subprocess.run([NIGHTMAILD, "serve", *map(str, options)], capture_output=True, timeout=20, text=True)
    assert done.returncode != 0, done
    said = done.stdout + done.stderr
    assert "ready:" not in said and 0 < len(said.strip().splitlines()) <= 6, said
    return said


def ends_within_seconds(service, seconds):
    begin = time.monotonic()
    service.stop()
    assert time.monotonic() - begin < seconds, f"it took {time.monotonic() - begin:.1f} s to end"


def ends_with_idle_connections(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    idle = [RawSmtp(service.smtp) for _ in range(50)]
    half = RawSmtp(service.smtp)
    half.open_data("anna@nightmail.test")
    half.send(b"Subject: half\r\n")
    web = [socket.create_connection(("127.0.0.1", service.http)) for _ in range(20)]
    web[0].sendall(b"GET / HTTP/1.1\r\nHost: local")
    ends_within_seconds(service, 4)
    assert all(peer.reply().startswith("421 4.3.2") for peer in [*idle, half])
    service.start()
    assert anna.list() == []


def ends_under_load(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    acknowledged, stopping = [], threading.Event()

    def send():
        while not stopping.is_set():
            try:
                with RawSmtp(service.smtp) as peer:
                    while True:
                        if peer.deliver("anna@nightmail.test", b"Subject: load\r\n\r\n").startswith("250"):
                            acknowledged.append(1)
            except (OSError, AssertionError):
                time.sleep(0.05)

    threads = [threading.Thread(target=send, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    ends_within_seconds(service, 6)
    stopping.set()
    for thread in threads:
        thread.join(20)
    service.start()
    # One more is possible for each sender: stored, but the reply was cut off.
    assert len(acknowledged) <= len(anna.list("--limit", "0")) <= len(acknowledged) + len(threads)


def says_what_is_wrong(test):
    service = test.service()
    said = serve_fails("--data", test.folder / "other", "--smtp", service.smtp, "--http", test.port())
    assert f"127.0.0.1:{service.smtp}" in said and "already listens" in said, said
    said = serve_fails("--data", service.data, "--smtp", test.port(), "--http", test.port())
    assert str(service.data) in said and "has it open" in said, said
    said = serve_fails("--config", test.folder / "nothing.toml")
    assert "nothing.toml" in said, said
    config = test.folder / "bad.toml"
    for text, clue in (("[smtp\n", "bad.toml"), ("[smtp]\nlisten_here = 1\n", "smtp.listen_here"),
                       ("[smtp]\nmax_recipients = 'many'\n", "smtp.max_recipients"),
                       ("[smtp]\nproxy_protocol_from = ['10.0.0.0/99']\n", "10.0.0.0/99"),
                       ("[smtp]\nlisten = ['127.0.0.1:99999']\n", "99999"),
                       ("[service]\ndomains = []\n", "service.domains"),
                       ("[tls]\ncertificate = '/nowhere.pem'\nkey = '/nowhere.key'\n", "/nowhere.pem")):
        config.write_text(text)
        said = serve_fails("--config", config, "--data", test.folder / "other")
        assert clue in said, (text, said)
    # The running one was not disturbed.
    with RawSmtp(service.smtp) as peer:
        peer.expect("NOOP", "250")


def setup_is_usable(test):
    out, _ = output_of([NIGHTMAILD, "setup", "example.org"], cwd=test.folder)
    said = out.decode()
    for record in ("MX", "example.org"):
        assert record in said, said
    configs = list(test.folder.rglob("*.toml"))
    assert configs, said
    text = configs[0].read_text()
    assert "example.org" in text, text


def make_certificate(folder, name):
    output_of(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
               "-subj", f"/CN={name}", "-days", "2", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"])


def certificate_of(port):
    """What openssl's own client sees behind STARTTLS."""
    whole, _ = output_of(["openssl", "s_client", "-starttls", "smtp", "-connect", f"127.0.0.1:{port}"],
                         check=False, input=b"QUIT\r\n")
    [subject] = [line for line in whole.decode().splitlines() if line.startswith("subject=")]
    return subject


def takes_a_new_certificate(test):
    make_certificate(test.folder, "first.test")
    config = test.folder / "tls.toml"
    config.write_text(f"[tls]\ncertificate = '{test.folder}/cert.pem'\nkey = '{test.folder}/key.pem'\n")
    service = test.service(options=["--config", config])
    assert "first.test" in certificate_of(service.smtp)
    make_certificate(test.folder, "second.test")
    assert "first.test" in certificate_of(service.smtp)
    service.process.popen.send_signal(signal.SIGHUP)
    test.wait(lambda: "second.test" in certificate_of(service.smtp), 5, "the new certificate is used")
    (test.folder / "cert.pem").write_text("rubbish")
    service.process.popen.send_signal(signal.SIGHUP)
    test.wait(lambda: "tls.reload_failed" in service.log.read_text(), 5, "the operator is told")
    assert "second.test" in certificate_of(service.smtp)
    ends_within_seconds(service, 4)


run(ends_with_idle_connections, ends_under_load, says_what_is_wrong, setup_is_usable, takes_a_new_certificate)
