#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A recipient whose stored key can't be used gets no mail in the clear: the sender is told to try again later, the
operator is warned, others are served, and once the key is whole again the mail comes in."""
import sqlite3

from harness import Canary, Mail, RawSmtp, run
from harness.test import TOP

EXPIRED = TOP / "testdata/certificates/expired.asc"


def swap_certificate(service, address, certificate):
    """Replaces what the stopped service has stored as this account's certificate; returns what was there."""
    database = sqlite3.connect(service.data / "mail.db")
    with database:
        [account] = database.execute("SELECT account FROM addresses WHERE address = ?", [address]).fetchone()
        [before] = database.execute("SELECT certificate FROM public_keys WHERE account = ?", [account]).fetchone()
        database.execute("UPDATE public_keys SET certificate = ? WHERE account = ?", [certificate, account])
    database.close()
    return before


def broken_key_is_never_stored_in_clear(test):
    service = test.service()
    anna, ben = (test.client(service, f"{name}@nightmail.test") for name in ("anna", "ben"))
    anna.signup()
    ben.signup()
    whole = None
    for bad in (b"this is no certificate", b"", EXPIRED.read_bytes()):
        service.stop()
        before = swap_certificate(service, anna.address, bad)
        whole = whole or before
        service.start()
        refuse_and_serve_others(service, ben)
    assert service.log.read_text().count("warning inbox.key_unusable") == 6, service.log.read_text()
    service.stop()
    swap_certificate(service, anna.address, whole)
    service.start()
    with RawSmtp(service.smtp) as peer:
        assert peer.deliver(anna.address, Mail("x@y.test", anna.address).bytes()).startswith("250")
    assert len(anna.list()) == 1, "only what came with a whole key"


def refuse_and_serve_others(service, ben):
    canary = Canary()
    mail = Mail("x@y.test", "a@b.test", subject=canary.make("subject"), text=canary.make("body")).bytes()
    before = len(ben.list("--limit", "0"))
    for port, hello in ((service.smtp, "EHLO x.test"), (service.lmtp, "LHLO x.test")):
        with RawSmtp(port, hello) as peer:
            peer.expect("MAIL FROM:<x@y.test>", "250")
            peer.expect("RCPT TO:<anna@nightmail.test>", "450 4.2.1")
            peer.expect("DATA", "503")
            peer.expect("RSET", "250")
            assert peer.deliver("ben@nightmail.test", mail).startswith("250")
    assert len(ben.list("--limit", "0")) == before + 2
    assert canary.hits(service.data, service.log) == []


run(broken_key_is_never_stored_in_clear)
