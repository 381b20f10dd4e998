#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The operator cannot read the mail: unique markers go in by every way there is, and afterwards no byte under the
data directory, in a log, in a temporary file or in the client's home shows one of them in any encoding."""
import os
import pathlib

from harness import Canary, Mail, RawSmtp, run
from harness.programs import swaks


def marked_mail(canary, what):
    """A mail with a marker in every corner. Markers are told apart by `what`, such as "over SMTP"."""
    def make(corner):
        return canary.make(f"{corner} {what}")
    sender = f"{make('sender address')}@sender.test"
    content = (make("attachment content") + "\n") * 3000  # large enough for a segment and for a worker
    return sender, Mail(f"{make('sender name')} <{sender}>", f"{make('other recipient')}@elsewhere.test",
                        subject=make("subject"), text=f"Dear Anna,\n{make('body')}\n", html=f"<b>{make('html')}</b>",
                        attachments={make("attachment name") + ".pdf": content.encode()},
                        headers={"X-Note": make("header"), "Cc": f"{make('cc')}@cc.test"}).bytes()


def deliver_everywhere(service, canary):
    sender, mail = marked_mail(canary, "over SMTP")
    suffix = canary.make("plus suffix")
    swaks(service.smtp, sender, f"anna+{suffix}@nightmail.test", mail)
    sender, mail = marked_mail(canary, "over LMTP")
    with RawSmtp(service.lmtp, f"LHLO {canary.make('hello')}.test") as peer:
        assert peer.deliver("anna@nightmail.test", mail, sender).startswith("250")
    sender, mail = marked_mail(canary, "refused")
    with RawSmtp(service.smtp) as peer:
        assert peer.deliver("anna@nightmail.test", mail + b"bare\nline feed\r\n", sender).startswith("550")
        peer.expect(f"MAIL FROM:<{sender}>", "250")
        peer.expect(f"RCPT TO:<{canary.make('unknown recipient')}@nightmail.test>", "550")
    sender, mail = marked_mail(canary, "never finished")
    with RawSmtp(service.smtp) as peer:
        peer.open_data("anna@nightmail.test", sender)
        peer.send(mail)


def use_it_all(anna, canary, phrase):
    """The client's whole work. `phrase`: the 24 words that signup printed."""
    words = phrase.split()
    assert len(words) == 24, phrase
    canary.add("recovery phrase", " ".join(words[:4]))
    entries = anna.list()
    assert {entry["subject"] for entry in entries} == {canary.markers[f"subject over {way}"] for way in ("SMTP", "LMTP")}
    mailbox = canary.make("mailbox name")
    anna.run("mailbox", "new", mailbox)
    anna.run("token", "new", "--label", canary.make("token label"))
    for entry in entries:
        assert any(canary.markers[f"body over {way}"] in anna.show(entry["id"]) for way in ("SMTP", "LMTP"))
        anna.run("mark", entry["id"], "--flagged")
        anna.run("move", entry["id"], mailbox)
    assert len(anna.list("--mailbox", mailbox)) == 2 and anna.list() == []


def open_files(service):
    """The regular files that the running service holds open, removed ones included."""
    folder = pathlib.Path(f"/proc/{service.process.pid}/fd")
    links = [os.readlink(link) for link in folder.iterdir()]
    return [path for path in links if path.startswith("/") and not path.startswith("/dev/")]


def scan(canary, service, client):
    hits = canary.hits(service.data, service.log, client.home)
    assert hits == [], hits
    if service.process.alive():
        elsewhere = [path for path in open_files(service)
                     if not pathlib.Path(path).is_relative_to(service.data) and path != str(service.log)]
        assert elsewhere == [], f"files in places that nobody scans: {elsewhere}"
    assert os.listdir(os.environ["TMPDIR"]) == [], "temporary files"


def private_tmp(test):
    os.environ["TMPDIR"] = str(test.subfolder("tmp"))


def no_marker_anywhere(test):
    private_tmp(test)
    canary = Canary()
    service = test.service()
    password = canary.add("password", "Correct-Horse-" + canary.make("part of the password"))
    anna = test.client(service, "anna@nightmail.test", password)
    said = anna.signup()
    deliver_everywhere(service, canary)
    use_it_all(anna, canary, said)
    scan(canary, service, anna)
    service.stop()
    scan(canary, service, anna)
    can_fail(canary, service)


def no_marker_after_a_crash(test):
    private_tmp(test)
    canary = Canary()
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    peers = []
    for i in range(20):
        sender, mail = marked_mail(canary, f"at the crash {i}")
        peer = RawSmtp(service.smtp)
        peers.append(peer)
        peer.open_data("anna@nightmail.test", sender)
        peer.send(mail + (b".\r\n" if i % 2 else b""))
    service.kill9()
    scan(canary, service, anna)
    service.start()
    service.stop()
    scan(canary, service, anna)


def can_fail(canary, service):
    """The scan sees a marker that does lie there."""
    planted = service.data / "segments" / "planted"
    planted.parent.mkdir(exist_ok=True)
    for what in ("subject over SMTP", "password", "mailbox name", "recovery phrase"):
        planted.write_bytes(b"\0\1" + canary.markers[what].encode() + b"\2")
        assert any(what in hit for hit in canary.hits(service.data)), what
    planted.unlink()


run(no_marker_anywhere, no_marker_after_a_crash)
