#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two Nightmail servers write to each other over SMTP without TLS: neither their disks nor the captured bytes
between them show the subject or the text of an end-to-end encrypted mail; the reader sees both, and the answer comes."""
from harness import Canary, run
from harness.sender import Sender
from harness.wire import Wire
from harness.zone import Zone

RECORDS = ["a MX 10 mx", "b MX 10 mx", "mx A 127.0.0.1"]


def world(test):
    """(a's side, b's side, the wire that leads to a, the one that leads to b)"""
    zone = Zone(test, RECORDS).start()
    to_a, to_b = Wire(0).start(), Wire(0).start()
    a = Sender(test, to_b.port, more=zone.settings, user="anna@a.peers.test")
    b = Sender(test, to_a.port, more=zone.settings, user="bert@b.peers.test")
    to_a.to_port, to_b.to_port = a.service.smtp, b.service.smtp
    for reader, writer in ((a.anna, b.anna), (b.anna, a.anna)):
        certificate = test.folder / f"{writer.address}.asc"
        certificate.write_bytes(writer.run("keys", "export", writer.address))
        reader.run("keys", "import", certificate)
    return a, b, to_a, to_b


def arrived(test, user):
    return test.wait(user.list, 60, f"the mail to {user.address} is listed")[0]


def letter_and_answer(test):
    a, b, to_a, to_b = world(test)
    anna, bert, canary = a.anna, b.anna, Canary()
    subject, body, answer = canary.make("subject"), canary.make("body", "äß"), canary.make("answer")
    anna.run("send", "--to", bert.address, "--subject", subject, input=body.encode() + b"\n")
    entry = arrived(test, bert)
    assert entry["subject"] == subject and entry["e2e"]["encrypted"] and entry["e2e"]["signed"] == "good", entry
    assert body in bert.show(entry["id"])

    bert.run("reply", entry["id"], input=answer.encode() + b"\n")
    entry = arrived(test, anna)
    assert entry["subject"] == "Re: " + subject and entry["e2e"]["encrypted"], entry
    assert answer in anna.show(entry["id"])
    nothing_is_seen(test, canary, (a, b), (to_a, to_b))


def nothing_is_seen(test, canary, sides, wires):
    captured = test.folder / "captured.bytes"
    captured.write_bytes(b"".join(bytes(wire.sent + wire.answered) for wire in wires))
    assert captured.read_bytes().count(b"-----BEGIN PGP MESSAGE-----") == 2, "both mails, readable on the wire"
    places = [place for side in sides for place in (side.service.data, side.service.log, side.anna.home)]
    assert canary.hits(captured, *places) == []
    captured.write_bytes(captured.read_bytes() + canary.markers["subject"].encode())
    assert canary.hits(captured) != [], "the scan can fail"


run(letter_and_answer)
