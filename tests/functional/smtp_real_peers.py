#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mail from the field's own programs (swaks, smtp-source, Postfix over SMTP and LMTP) and from clients that use
every extension: what the owner opens is, byte for byte, what was sent, and its DKIM signature still verifies."""
import random

from harness import Mail, RawSmtp, run
from harness.mails import Dkim
from harness.programs import smtp_source, swaks

ANNA = "anna@nightmail.test"


def start(test, address=ANNA):
    service = test.service()
    anna = test.client(service, address)
    anna.signup()
    return service, anna


def originals(test, client, count):
    """The bytes of all mails, once there are `count`."""
    entries = test.wait(lambda: (found := client.list("--limit", "0")) and len(found) >= count and found, 30,
                        f"{count} mails are listed")
    assert len(entries) == count, f"{len(entries)} mails instead of {count}"
    return [client.original(entry["id"]) for entry in entries]


def mails_of_every_kind():
    noise = random.Random(1).randbytes(200_000)
    yield Mail("Ben <ben@sender.test>", ANNA, subject="plain").bytes()
    yield Mail("Ben <ben@sender.test>", ANNA, subject="Grüße", text="Straße, 8 Bit.\n", eight_bit=True).bytes()
    yield Mail("Ben <ben@sender.test>", ANNA, subject="with files", html="<b>hello</b>",
               attachments={"naïve.bin": noise, "b.txt": b"short"}).bytes()
    yield b"Subject: dots\r\n\r\n.\r\n..\r\n.one\r\n...\r\nend.\r\n"
    yield b"\r\n"
    yield b"no header at all\r\n"
    yield b"Subject: =?broken?Q?=\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\xff\xfe\xc3(\r\n"
    yield b"Subject: long line\r\n\r\n" + b"x" * 60_000 + b"\r\n"


def swaks_sends_every_kind(test):
    service, anna = start(test)
    sent = list(mails_of_every_kind())
    for mail in sent:
        swaks(service.smtp, "ben@sender.test", ANNA, mail)
    assert sorted(originals(test, anna, len(sent))) == sorted(sent)
    found = {entry["subject"]: entry for entry in anna.list()}
    assert found["with files"]["attachments"], found["with files"]
    raw = anna.raw(found["plain"]["id"])
    assert raw.endswith(sent[0]) and b"\r\nReceived: from swaks.test ([127.0.0.1])\r\n" in raw, raw[:500]
    assert "Straße, 8 Bit." in anna.show(found["Grüße"]["id"])


def dkim_verifies_again(test):
    service, anna = start(test)
    dkim = Dkim(test.folder, "sender.test")
    mail = dkim.sign(Mail("ben@sender.test", ANNA, subject="signed", text="Grüße\n", eight_bit=True,
                          attachments={"a.bin": b"\0\1\2" * 1000}).bytes())
    swaks(service.smtp, "ben@sender.test", ANNA, mail)
    [original] = originals(test, anna, 1)
    assert original == mail and dkim.verify(original)
    assert dkim.verify(anna.raw(anna.list()[0]["id"])), "the trace headers on top do not matter either"
    assert not dkim.verify(original.replace(b"Subject: signed", b"Subject: zigned"))


def postfix_delivers(test):
    service, anna = start(test)
    dkim = Dkim(test.folder, "sender.test")
    sent = [dkim.sign(mail) for mail in mails_of_every_kind() if mail.startswith(b"From")]
    for lmtp in (False, True):
        postfix = test.postfix(to_port=service.lmtp if lmtp else service.smtp, lmtp=lmtp)
        for mail in sent:
            swaks(postfix.port, "ben@sender.test", ANNA, mail)
        postfix.wait_empty()
        postfix.stop()
    stored = originals(test, anna, 2 * len(sent))
    for mail in sent:  # Postfix puts its own trace header on top
        assert sum(one.endswith(mail) for one in stored) == 2, mail[:300]
    assert all(dkim.verify(one) for one in stored)
    protocols = b"".join(anna.raw(entry["id"])[:400] for entry in anna.list())
    assert b" with ESMTP" in protocols and b" with LMTP" in protocols


def smtp_source_loads(test):
    service, anna = start(test)
    smtp_source(service.smtp, "ben@sender.test", ANNA, 500, 20, 4000)
    smtp_source(service.lmtp, "ben@sender.test", ANNA, 100, 5, 100_000, "-L")
    assert len(anna.list("--limit", "0")) == 600


def smtputf8(test):
    service, anna = start(test)
    mail = "From: Jürgen <jürgen@sender.test>\r\nSubject: Grüße\r\n\r\nHallo\r\n".encode()
    with RawSmtp(service.smtp) as peer:
        peer.expect("MAIL FROM:<jürgen@sender.test>", "5")
        peer.expect("RSET", "250")
        peer.expect("MAIL FROM:<jürgen@sender.test> SMTPUTF8 BODY=8BITMIME", "250")
        peer.expect(f"RCPT TO:<{ANNA}>", "250")
        peer.expect("RCPT TO:<jörg@nightmail.test>", "550 5.1.1")
        peer.expect("DATA", "354")
        peer.send(mail + b".\r\n")
        assert peer.reply().startswith("250")
    assert originals(test, anna, 1) == [mail]
    assert "Return-Path: <jürgen@sender.test>".encode() in anna.raw(anna.list()[0]["id"])


def chunking_and_pipelining(test):
    service, anna = start(test)
    mail = b"Subject: chunks\r\n\r\n.\r\n..two\r\n" + bytes(range(128, 256)) + b"\r\n"
    with RawSmtp(service.smtp) as peer:
        for word in ("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "CHUNKING", "ENHANCEDSTATUSCODES", "LIMITS"):
            assert word in peer.extensions, word
        peer.send(f"MAIL FROM:<>\r\nRCPT TO:<{ANNA}>\r\nRCPT TO:<nobody@nightmail.test>\r\nBDAT 7\r\n".encode() +
                  mail[:7] + f"BDAT {len(mail) - 7}\r\n".encode() + mail[7:] + b"BDAT 0 LAST\r\nNOOP\r\n")
        codes = [peer.reply()[:3] for _ in range(7)]
        assert codes == ["250", "250", "550", "250", "250", "250", "250"], codes
        # Cut at every place: the replies and the mail stay the same.
        for at in range(0, len(mail), 7):
            peer.send(b"MAIL FROM:<>\r\nRCPT TO:<anna@night")
            peer.send(f"mail.test>\r\nBDAT {at}\r\n".encode() + mail[:at])
            peer.send(f"BDAT {len(mail) - at} LAST\r\n".encode() + mail[at:])
            codes = [peer.reply()[:3] for _ in range(4)]
            assert codes == ["250"] * 4, (at, codes)
    count = 1 + len(range(0, len(mail), 7))
    assert set(originals(test, anna, count)) == {mail}


run(swaks_sends_every_kind, dkim_verifies_again, postfix_delivers, smtp_source_loads, smtputf8,
    chunking_and_pipelining)
