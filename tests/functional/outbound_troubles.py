#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What other servers do wrong: "later" and "never" at each step of SMTP, greylisting, silence, an end in the middle.
Nothing is lost, nothing comes twice but what the protocol forces, and the sender hears of a refusal, sealed."""
from harness import Canary, run
from harness.sender import Sender
from harness.sink import GONE, SILENCE

STEPS = ["MAIL", "RCPT", "DATA", "DOT", "EHLO", "GREETING"]


def scene(test, retry=(3600, 3600)):
    sink = test.sink()
    return Sender(test, sink.port, retry=retry), sink


def answer_at(sender, sink, step, reply):
    if step in ("EHLO", "GREETING"):
        sender.service.restart()  # no connection is kept for the next mail, and no failure of the server remembered
    sink.answers = {word: reply for word in (("EHLO", "HELO") if step == "EHLO" else (step,))}


def retried(test, sender, sink):
    """The mails that come now; a server that failed is left alone for a moment before `queue retry` reaches it."""
    def ask():
        sender.queue("retry", "all", check=False)
        return sink.mails
    test.wait(ask, 60, "the mail arrives")
    sender.wait_empty()
    return [content for _, _, content in sink.mails]


def later_at_each_step(test):
    sender, sink = scene(test)
    for number, step in enumerate(STEPS):
        reply = f"451 4.3.{number}"
        answer_at(sender, sink, step, reply + " greylisted")
        mail, _ = sender.send("at " + step)
        sender.wait_deferred(reply)
        assert sink.mails == [], step
        sink.answers = {}
        assert retried(test, sender, sink) == [mail], step
        sink.mails.clear()
    assert sender.anna.list() == [], "no notice of what arrived in the end"


def never_at_each_step(test):
    sender, sink = scene(test)
    canary, told = Canary(), 0
    for number, step in enumerate(STEPS):
        reply = f"554 5.7.{number}"
        answer_at(sender, sink, step, reply + " not here")
        sender.send(canary.make("subject at " + step))
        told += 1
        entry = test.wait(lambda: (found := sender.anna.list()) and len(found) >= told and found[0], 60, "notice: " + step)
        notice = sender.anna.original(entry["id"])
        assert f"Status: {reply[4:]}".encode() in notice and b"not here" in notice, (step, notice)
        assert canary.markers["subject at " + step].encode() in notice, (step, notice)
        assert sender.jmap.submissions() == [] and sink.mails == [], step
    assert canary.hits(sender.service.data, sender.service.log) == []


def gone_in_the_middle(test):
    sender, sink = scene(test)
    for step, copies in (("DATA", 1), ("DOT", 2)):  # taken but not acknowledged: RFC 5321 section 6.1 forces a second
        sink.answers = {step: GONE}
        mail, _ = sender.send("gone at " + step)
        sender.wait_deferred("4.4.2")
        sink.answers = {}
        sender.queue("retry", "all")
        test.wait(lambda: len(sink.mails) >= copies, 60, "the mail arrives")
        retried(test, sender, sink)
        assert [content for _, _, content in sink.mails] == [mail] * copies, step
        sink.mails.clear()


def silence_holds_up_nobody(test):
    sender, sink = scene(test)
    for step in ("GREETING", "DOT"):
        sink.answers = {step: SILENCE}
        before = sink.silences
        slow, _ = sender.send("silence at " + step)
        test.wait(lambda: sink.silences > before, 60, "the silence")
        sink.answers = {}
        other, _ = sender.send("another")
        test.wait(lambda: sink.mails, 60, "the other mail arrives")
        assert sink.mails[0][2] == other
        sender.service.restart()  # it ends in time, and the mail is tried at once
        sender.wait_empty()
        assert [content for _, _, content in sink.mails] == [other, slow], step
        sink.mails.clear()


run(later_at_each_step, never_at_each_step, gone_in_the_middle, silence_holds_up_nobody)
