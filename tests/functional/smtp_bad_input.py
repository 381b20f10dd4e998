#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Bad input gets a clear reply and costs bounded memory, and meanwhile a good sender is served."""
import threading
import time

from harness import RawSmtp, run
from harness.programs import stuffed

ANNA = "anna@nightmail.test"
CONFIG = """
[smtp]
max_message_octets = 5000000
message_memory_octets = 64000000
max_connections = 1200
command_timeout_seconds = 2
[service]
lock_memory = false
"""
MOST_MEGABYTES = 300


def start(test, config=CONFIG):
    (test.folder / "bad.toml").write_text(config)
    service = test.service(options=["--config", test.folder / "bad.toml"])
    anna = test.client(service, ANNA)
    anna.signup()
    return service, anna


class GoodSender:
    """Sends a small mail now and then while a test does its worst; stop() tells whether all was well."""

    def __init__(self, service):
        self.service, self.stopping, self.sent, self.slowest, self.trouble = service, threading.Event(), 0, 0, None
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        try:
            while not self.stopping.is_set():
                begin = time.monotonic()
                with RawSmtp(self.service.smtp) as peer:
                    answer = peer.deliver(ANNA, b"Subject: good\r\n\r\nfine\r\n")
                    assert answer.startswith("250"), answer
                self.sent += 1
                self.slowest = max(self.slowest, time.monotonic() - begin)
                time.sleep(0.05)
        except Exception as trouble:  # told in stop()
            self.trouble = trouble

    def stop(self):
        self.stopping.set()
        self.thread.join(20)
        assert self.trouble is None, self.trouble
        assert self.sent > 0 and self.slowest < 3, f"{self.sent} sent, the slowest took {self.slowest:.1f} s"


def peak_megabytes(service):
    with open(f"/proc/{service.process.pid}/status") as status:
        [line] = [line for line in status if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def refused(service, content, code, end=b"\r\n.\r\n"):
    """Sends content as it is; the session lives on. Returns the reply."""
    with RawSmtp(service.smtp) as peer:
        peer.open_data(ANNA)
        peer.send(content + end)
        answer = peer.reply()
        assert answer.startswith(code), (content[:60], answer)
        peer.expect("NOOP", "250")
        return answer


def too_large(test):
    service, anna = start(test)
    good = GoodSender(service)
    with RawSmtp(service.smtp) as peer:
        assert "SIZE 5000000" in peer.extensions
        peer.expect("MAIL FROM:<> SIZE=5000001", "552 5.3.4")
        peer.expect("MAIL FROM:<> SIZE=99999999999999999999999", "5")
    line = b"x" * 998 + b"\r\n"
    refused(service, b"Subject: big\r\n\r\n" + line * 6000, "552 5.3.4")
    refused(service, b"Subject: one line without end\r\n\r\n" + b"x" * 4_000_000, "550 5.6.11")
    with RawSmtp(service.smtp) as peer:  # SIZE that lies, and BDAT beyond all bounds
        peer.expect("MAIL FROM:<> SIZE=10", "250")
        peer.expect(f"RCPT TO:<{ANNA}>", "250")
        peer.send(b"BDAT 6000000 LAST\r\n" + line * 6000)
        assert peer.reply().startswith("552 5.3.4")
        peer.send(b"BDAT 99999999999999999999999 LAST\r\n" + line)
        assert peer.reply().startswith("421")
    with RawSmtp(service.smtp) as peer:  # a command line without end
        peer.send(b"NOOP " + b"x" * 3_000_000 + b"\r\n")
        assert peer.reply().startswith("500 5.5.2")
        peer.expect("NOOP", "250")
    good.stop()
    assert {entry["subject"] for entry in anna.list()} == {"good"}
    assert peak_megabytes(service) < MOST_MEGABYTES, peak_megabytes(service)


def smuggling(test):
    """Line ends that other servers take for CRLF, with a second mail hidden behind (CVE-2023-51764 and its kin)."""
    service, anna = start(test)
    hidden = f"MAIL FROM:<admin@nightmail.test>\r\nRCPT TO:<{ANNA}>\r\nDATA\r\nSubject: smuggled\r\n\r\nx".encode()
    for end in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r\n", b"\r.\r", b"\r\n.\r", b"\n.\r", b"\r\r\n.\r\r\n",
                b"\r\n\x00.\r\n", b"\0.\r\n", b"\r\n.\0\r\n"):
        answer = refused(service, b"Subject: outer\r\n\r\nx" + end + hidden, "550 5.6.11")
        assert any(word in answer for word in ("line feed", "carriage return", "NUL")), answer
    refused(service, b"Subject: nul\r\n\r\na\0b", "550 5.6.11")
    with RawSmtp(service.smtp) as peer:
        peer.send(b"NOOP\nNOOP\r\n")
        assert "bare LF" in peer.reply()
        peer.send(b"MAIL FROM:<a\0b@sender.test>\r\n")
        assert peer.reply().startswith("5")
    assert anna.list() == []


def many_recipients(test):
    service, anna = start(test)
    good = GoodSender(service)
    with RawSmtp(service.smtp) as peer:
        peer.expect("MAIL FROM:<>", "250")
        accepted = sum(peer.command(f"RCPT TO:<anna+{i}@nightmail.test>").startswith("250") for i in range(10_000))
        assert accepted == 1000
        peer.expect(f"RCPT TO:<{ANNA}>", "452 4.5.3")
        peer.expect("DATA", "354")
        peer.send(b"Subject: many\r\n\r\n.\r\n")
        assert peer.reply().startswith("250")
    with RawSmtp(service.smtp) as peer:  # guessing addresses comes to an end
        peer.expect("MAIL FROM:<>", "250")
        answers = [peer.command(f"RCPT TO:<guess{i}@nightmail.test>")[:3] for i in range(201)]
        assert answers[0] == "550" and answers[-1] == "421", (answers[0], answers[-1])
    good.stop()
    assert sum(entry["subject"] == "many" for entry in anna.list("--limit", "0")) == 1


def garbage(test):
    service, anna = start(test)
    good = GoodSender(service)
    for first in (b"GET / HTTP/1.1\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 40, b"\0" * 100_000,
                  b"\xff\xfe" * 50_000 + b"\r\n" * 50, b"EHLO\r\n" * 200, b"\r\n" * 300):
        with RawSmtp(service.smtp, hello=None) as peer:
            try:
                peer.send(first)
                peer.half_close()
                while peer.reply():
                    pass
            except (BrokenPipeError, ConnectionResetError):
                pass
    for cut in (b"EHLO a\r\nMAIL FR", b"EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<anna@nightmail.test>\r\nDATA\r\nSubject: cut\r\n\r\n.\r"):
        with RawSmtp(service.smtp, hello=None) as peer:
            peer.send(cut)
            peer.half_close()
            answers = []
            while answer := peer.reply():
                answers.append(answer[:3])
            assert answers[0] == "220" and len(answers) <= 6, answers
    good.stop()
    assert {entry["subject"] for entry in anna.list("--limit", "0")} == {"good"}


def broken_mime_is_kept_as_it_is(test):
    service, anna = start(test)
    broken = [b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 5000,
              b"Content-Type: multipart/mixed; boundary=\"\r\n\r\n--\r\n",
              b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(500)),
              b"From: " + b"<<>>,," * 5000 + b"\r\nSubject: =?utf-8?b?" + b"!" * 5000 + b"?=\r\n\r\n\x80\xff",
              b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n%%%\r\n=",
              b": : :\r\n\x7f\x01\r\n\x1b[2J\x1b]0;title\x07\r\n\r\n\x1b[31mred\r\n"]
    broken = [mail if mail.endswith(b"\r\n") else mail + b"\r\n" for mail in broken]
    with RawSmtp(service.smtp) as peer:
        for mail in broken:
            assert peer.deliver(ANNA, mail).startswith("250"), mail[:60]
    entries = anna.list()
    assert sorted(anna.original(entry["id"]) for entry in entries) == sorted(broken)
    for entry in entries:
        assert "\x1b" not in anna.show(entry["id"]), "a terminal must not be steered by mail"


def slow_and_idle(test):
    """command_timeout_seconds is 2 here."""
    service, anna = start(test)
    good = GoodSender(service)
    idle = [RawSmtp(service.smtp, hello=None) for _ in range(1000)]
    slow = RawSmtp(service.smtp)
    slow.open_data(ANNA)
    begin = time.monotonic()
    slow.send(b"Subject: slow\r\n")
    assert slow.reply().startswith("421 4.4.2")
    assert 1.5 < time.monotonic() - begin < 6
    for peer in idle:
        assert peer.reply().startswith("220")
        assert peer.reply().startswith("421 4.4.2")
        peer.close()
    endless = RawSmtp(service.smtp)  # always busy, never done, and refused already
    endless.open_data(ANNA)
    begin = time.monotonic()
    try:
        while time.monotonic() - begin < 10:
            endless.send(b"a\nb" + b"x" * 60_000 + b"\r\n")
            time.sleep(0.05)
    except OSError:
        pass
    assert 1.5 < time.monotonic() - begin < 8, "an endless message was heard out"
    good.stop()
    assert {entry["subject"] for entry in anna.list("--limit", "0")} == {"good"}
    assert peak_megabytes(service) < MOST_MEGABYTES, peak_megabytes(service)


def greedy(test):
    """Thirty senders who hold 4 MB each, where 64 MB are allowed: some are told to come back, all others go on."""
    service, anna = start(test, CONFIG.replace("seconds = 2", "seconds = 20"))
    good = GoodSender(service)
    peers = [RawSmtp(service.smtp) for _ in range(30)]
    body = b"Subject: greedy\r\n\r\n" + (b"x" * 998 + b"\r\n") * 4000
    for peer in peers:
        peer.open_data(ANNA)
        peer.send(stuffed(body))
    time.sleep(0.5)
    for peer in peers:
        peer.send(b".\r\n")
    answers = [peer.reply()[:9] for peer in peers]
    assert set(answers) == {"250 2.0.0", "452 4.3.1"}, answers
    good.stop()
    found = [entry["subject"] for entry in anna.list("--limit", "0")]
    assert found.count("greedy") == answers.count("250 2.0.0")
    assert peak_megabytes(service) < MOST_MEGABYTES, peak_megabytes(service)


run(too_large, smuggling, many_recipients, garbage, broken_mime_is_kept_as_it_is, slow_and_idle, greedy)
