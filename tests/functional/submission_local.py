#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mail between users of one service: sealed and stored without leaving the process, and afterwards nothing of it is
left of its way: not on the disk, not in a log. Undo, limits and refusals as docs/protocol.md says."""
import time

from harness import Canary, Mail, run


def mail(sender, subject="hello", text="Hello.\n"):
    return Mail(sender, "somebody@elsewhere.test", subject=subject, text=text).bytes()


def two_users(test, **options):
    service = test.service(**options)
    people = [test.client(service, f"{name}@nightmail.test") for name in ("anna", "bert")]
    for one in people:
        one.signup()
    return service, *people


def from_user_to_user(test):
    service, anna, bert = two_users(test)
    jmap, canary = test.jmap(service, anna), Canary()
    sent = mail(anna.address, canary.make("subject"), canary.make("body") + "\n")
    plus = canary.make("plus suffix")
    jmap.send(sent, f"bert+{plus}@nightmail.test", anna.address)
    test.wait(lambda: jmap.submissions() == [], what="delivered")
    for person in (anna, bert):
        entry = test.wait(person.list, what="mail arrives")[0]
        assert person.original(entry["id"]) == sent
    assert f"Delivered-To: bert+{plus}@".encode() in bert.raw(bert.list()[0]["id"])
    assert canary.hits(service.data, service.log) == []
    service.stop()
    assert canary.hits(service.data, service.log) == []


def nothing_readable_waits(test):
    """A message that is held back lies on the disk encrypted, with its envelope."""
    service, anna, bert = two_users(test)
    jmap, canary = test.jmap(service, anna), Canary()
    body = (canary.make("body") + "\n") * 3000  # large enough for a segment
    for text in (body, canary.make("short body") + "\n"):
        jmap.send(mail(anna.address, canary.make("subject"), text), f"{canary.make('local part')}@nightmail.test",
                  f"x@{canary.make('domain')}.test", parameters={"HOLDFOR": "1000", "ENVID": canary.make("envid")})
    assert canary.hits(service.data, service.log) == []
    service.kill9()
    assert canary.hits(service.data, service.log) == []
    service.start()
    assert len(jmap.submissions()) == 2


def undo(test):
    service, anna, bert = two_users(test)
    jmap = test.jmap(service, anna)
    undone = jmap.send(mail(anna.address, "undone"), bert.address, parameters={"HOLDFOR": "2"})
    kept = jmap.send(mail(anna.address, "kept"), bert.address, parameters={"HOLDFOR": "2"})
    answer = jmap.call("EmailSubmission/set", update={undone: {"undoStatus": "canceled"}})
    assert undone in answer["updated"], answer
    assert bert.list() == []
    test.wait(bert.list, what="the one that was not undone arrives")
    answer = jmap.call("EmailSubmission/set", update={kept: {"undoStatus": "canceled"}})
    assert answer["notUpdated"][kept]["type"] in ("cannotUnsend", "notFound"), answer
    time.sleep(1)
    assert [entry["subject"] for entry in bert.list()] == ["kept"]
    assert [one["undoStatus"] for one in jmap.submissions()] == ["canceled"]


def what_is_refused(test):
    config = test.folder / "limits.toml"
    config.write_text("[limits]\nnew_recipients_per_day = 3\n[outbound]\nmax_message_octets = 70000\n")
    service, anna, bert = two_users(test, options=["--config", config])
    jmap = test.jmap(service, anna)
    assert jmap.send(mail(bert.address), bert.address)["type"] == "forbiddenFrom"
    three = [f"r{i}@nightmail.test" for i in range(3)]
    assert isinstance(jmap.send(mail(anna.address), *three), str)
    refused = jmap.send(mail(anna.address), "r3@nightmail.test")
    assert refused["type"] == "forbiddenToSend" and "3 new people a day" in refused["description"], refused
    assert isinstance(jmap.send(mail(anna.address), *three), str), "known ones at any time"
    for bad, kind in ((mail(anna.address) + b"bare\nLF\r\n", "messageInvalid"),
                      (mail(anna.address, text="x\n" * 50_000), "tooLarge")):
        status, answer = jmap.request(f"/jmap/outgoing/{jmap.account}/", bad, "message/rfc822")
        assert status in (413, 422) and answer["type"].endswith(kind), answer


def nobody_there_comes_back(test):
    """A failure reaches the sender as a notice, sealed in the inbox."""
    service, anna, _ = two_users(test)
    jmap = test.jmap(service, anna)
    jmap.send(mail(anna.address, "lost"), "nobody@nightmail.test")
    entry = test.wait(anna.list, what="the notice arrives")[0]
    notice = anna.original(entry["id"])
    assert b"Final-Recipient: rfc822; nobody@nightmail.test\r\nAction: failed\r\nStatus: 5.1.1" in notice, notice
    assert b"Return-Path: <>" in anna.raw(entry["id"])
    assert jmap.submissions() == []


run(from_user_to_user, nothing_readable_waits, undo, what_is_refused, nobody_there_comes_back)
