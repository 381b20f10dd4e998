#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The smallest whole test, to be copied: a mail comes in, only its owner reads it, the disk shows nothing.

Run it alone: tests/functional/template_hello.py (after ./test --fast or ./run has built the programs).
On failure it prints the logs of all it started."""
from harness import Canary, Mail, run
from harness.programs import swaks


def owner_reads_what_was_sent(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()

    canary = Canary()
    mail = Mail("Ben <ben@sender.test>", "anna@nightmail.test", subject=canary.make("subject"),
                text=canary.make("body"), attachments={canary.make("attachment name") + ".txt": b"hello"}).bytes()
    swaks(service.smtp, "ben@sender.test", "anna@nightmail.test", mail)

    [entry] = test.wait(anna.list, 10, "the mail is listed")
    assert entry["subject"] == canary.markers["subject"]
    assert anna.original(entry["id"]) == mail
    assert canary.hits(service.data, service.log, anna.home) == []


run(owner_reads_what_was_sent)
