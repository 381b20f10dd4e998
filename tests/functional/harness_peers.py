#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The harness itself: its peers start, take and deliver mail on loopback, and end; its canary sees."""
import base64
import quopri

from harness import Canary, Mail, run
from harness.mails import Dkim
from harness.programs import smtp_source, swaks


def real_mail(sender="ann@sender.test", recipient="bob@nightmail.test"):
    return Mail(sender, recipient, subject="Grüße", text="Schöne Grüße\n.\n..\nEnde\n", eight_bit=True,
                attachments={"bericht.pdf": bytes(range(256)) * 40}).bytes()


def swaks_reaches_sink(test):
    sink = test.sink()
    mail = real_mail()
    swaks(sink.port, "ann@sender.test", "bob@nightmail.test", mail)
    [(sender, recipients, got)] = sink.mails
    assert (sender, recipients) == ("ann@sender.test", ["bob@nightmail.test"])
    assert got == mail


def swaks_reports_refusal(test):
    sink = test.sink(answers={"RCPT": "550 5.1.1 no such user"})
    transcript, code = swaks(sink.port, "a@b.test", "c@d.test", check=False)
    assert code != 0 and "550 5.1.1" in transcript and sink.mails == []


def postfix_relays(test, lmtp):
    sink = test.sink(lmtp=lmtp)
    postfix = test.postfix(to_port=sink.port, lmtp=lmtp)
    mail = real_mail()
    swaks(postfix.port, "ann@sender.test", "bob@nightmail.test", mail)
    test.wait(lambda: sink.mails, 20, "Postfix delivers")
    assert sink.mails[0][2].endswith(b"\r\n" + mail)
    smtp_source(postfix.port, "load@sender.test", "bob@nightmail.test", messages=50, sessions=5)
    postfix.wait_empty()
    assert len(sink.mails) == 51


def postfix_relays_smtp(test):
    postfix_relays(test, lmtp=False)


def postfix_relays_lmtp(test):
    postfix_relays(test, lmtp=True)


def postfix_ends(test):
    postfix = test.postfix(to_port=test.port())
    postfix.stop()
    assert not postfix.process.alive()
    test.postfix(to_port=test.port())  # a second one does not stand in its way


def dovecot_stores(test):
    for crypt in (False, True):
        dovecot = test.dovecot(crypt=crypt)
        canary = Canary()
        text = canary.make("body")
        mail = Mail("ann@sender.test", "bob@nightmail.test", text=text).bytes()
        swaks(dovecot.port, "ann@sender.test", "bob@nightmail.test", mail, "--protocol", "LMTP")
        assert len(dovecot.stored("bob")) == 1
        assert bool(canary.hits(dovecot.folder / "mail")) == (not crypt), f"crypt={crypt}"
        dovecot.stop()


def gpg_opens_what_it_made(test):
    gpg = test.gpg()
    gpg.make_key("bob <bob@nightmail.test>")
    sealed = gpg.encrypt(b"secret", "bob@nightmail.test")
    assert b"secret" not in sealed and gpg.decrypt(sealed) == b"secret"


def dkim_sees_changes(test):
    dkim = Dkim(test.folder, "sender.test")
    signed = dkim.sign(real_mail())
    assert signed.startswith(b"DKIM-Signature:")
    assert dkim.verify(signed)
    assert dkim.verify(b"Received: from here\r\n" + signed)
    assert not dkim.verify(signed.replace(b"Ende", b"Fine"))


def canary_sees_every_form(test):
    canary = Canary()
    marker = canary.make("subject", "é")
    data = marker.encode()
    forms = {"raw": data, "raw in capitals": b"x" + data.upper(), "hex": data.hex().encode(),
             "utf-16": marker.encode("utf-16-le"), "quoted-printable": quopri.encodestring(b"x" * 60 + data),
             "base64 url": base64.urlsafe_b64encode(b"??>" + data)}
    for shift in range(3):
        forms[f"base64 at {shift}"] = base64.b64encode(b"x" * shift + data + b"yy")
        forms[f"base64 at {shift}, cut"] = base64.encodebytes(b"x" * (45 + shift) + data + b"yy")
    for form, text in forms.items():
        path = test.folder / "file"
        path.write_bytes(b"\0before " + text + b" after")
        assert canary.hits(test.folder), f"{form} was not seen: {text}"
    path.write_bytes(b"something else " + data[:10])
    assert canary.hits(test.folder) == []


run(swaks_reaches_sink, swaks_reports_refusal, postfix_relays_smtp, postfix_relays_lmtp, postfix_ends,
    dovecot_stores, gpg_opens_what_it_made, dkim_sees_changes, canary_sees_every_form)
