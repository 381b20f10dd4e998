#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two users of one service write to each other: encrypted without a question, signed, answered, forwarded with
files, stopped in time; blind recipients stay blind; nobody gets anything clear unasked; the disk shows nothing."""
import json

from harness import Canary, run


def people(test, *names):
    service = test.service()
    users = [test.client(service, f"{name}@nightmail.test") for name in names]
    for user in users:
        user.signup()
    return service, users


def send(user, *words, text, **options):
    out = user.run(*words, input=text.encode(), **options)
    return out if isinstance(out, tuple) else out.decode().strip()


def arrived(test, user, count=1):
    return test.wait(lambda: (found := user.list()) and len(found) >= count and found, 40, "mail arrives")


def letter_and_answer(test):
    service, (anna, bert) = people(test, "anna", "bert")
    canary = Canary()
    subject, body, name = canary.make("subject"), canary.make("body", "äß"), canary.make("attachment name", "ü")
    path = test.folder / (name + ".txt")
    path.write_bytes(b"attached " + canary.make("attachment").encode())
    sent = send(anna, "send", "--to", "Bert <bert@nightmail.test>", "--subject", subject, "--attach", path, text=body + "\n")
    [copy] = anna.list("--mailbox", "sent")
    assert copy["id"] == sent and copy["subject"] == subject and copy["e2e"]["encrypted"], copy
    assert "encrypted end to end to everybody" in anna.show(sent)
    assert canary.hits(service.data, service.log) == []  # while it waits in the queue

    [entry] = arrived(test, bert)
    assert entry["subject"] == subject and entry["protected"] and entry["e2e"]["signed"] == "good", entry
    shown = bert.show(entry["id"])
    assert body in shown and "Encrypted end to end" in shown and "this service's directory" in shown, shown
    assert bert.run("save", entry["id"], name + ".txt", "--output", "-") == path.read_bytes()
    assert subject.encode() not in bert.original(entry["id"])

    answer = canary.make("answer")
    send(bert, "reply", entry["id"], text=answer + "\n")
    [reply] = arrived(test, anna)
    assert reply["subject"] == "Re: " + subject
    shown = anna.show(reply["id"])
    assert answer in shown and "> " + body in shown, shown
    assert bert.list("--mailbox", "inbox")[0]["keywords"].count("$answered") == 1

    send(anna, "forward", sent, "--to", "bert@nightmail.test", text="For you.\n")
    forwarded = arrived(test, bert, 2)[0]
    assert forwarded["subject"] == "Fwd: " + subject and len(forwarded["attachments"]) == 1, forwarded
    assert canary.hits(service.data, service.log, anna.home, bert.home) == []


def blind_recipients(test):
    _, (anna, bert, dora) = people(test, "anna", "bert", "dora")
    send(anna, "send", "--to", "bert@nightmail.test", "--bcc", "dora@nightmail.test", "-s", "s", text="hello\n")
    [for_bert], [for_dora] = arrived(test, bert), arrived(test, dora)
    for user, entry in ((bert, for_bert), (dora, for_dora)):
        assert b"dora" not in user.run("show", entry["id"], "--json").lower().replace(b"dora@nightmail.test", b"")
        everything = user.original(entry["id"]) + user.run("show", entry["id"], "--json")
        assert b"dora@" not in everything, everything
    assert "dora@nightmail.test" in anna.raw(anna.list("--mailbox", "sent")[0]["id"]).decode()


def nothing_clear_unasked(test):
    service, (anna,) = people(test, "anna")
    before = anna.list("--all")
    out, code = send(anna, "send", "--to", "stranger@elsewhere.test", "-s", "s", text="secret\n", check=False)
    assert code == 2 and out == b"", (out, code)
    assert anna.list("--all") == before and anna.run("outbox", "--json") == b""
    out, code = send(anna, "send", "--to", "no address", "-s", "s", text="x", check=False)
    assert code == 2
    many = ",".join(f"p{i}@nightmail.test" for i in range(1001))
    out, code = send(anna, "send", "--to", many, "--allow-clear", text="x", check=False)
    assert code == 2


def stopped_in_time(test):
    _, (anna, bert) = people(test, "anna", "bert")
    sent = send(anna, "send", "--to", "bert@nightmail.test", "-s", "rash", "--at", "+1h", text="I quit.\n")
    waiting = [json.loads(line) for line in anna.run("outbox", "--json").splitlines()]
    assert [one["emailId"] for one in waiting] == [sent] and waiting[0]["canUndo"], waiting
    anna.run("undo", sent)
    assert anna.run("outbox", "--json") == b""
    [draft] = anna.list("--mailbox", "drafts")
    assert draft["id"] == sent and "$draft" in draft["keywords"], draft
    send(anna, "send", "--draft-id", sent, "--subject", "calm", text="")
    [entry] = arrived(test, bert)
    assert entry["subject"] == "calm" and "I quit." in bert.show(entry["id"])
    assert anna.list("--mailbox", "drafts") == []
    out, code = anna.run("undo", "e999", check=False)
    assert code == 1


def drafts_are_sealed_and_kept(test):
    service, (anna,) = people(test, "anna")
    canary = Canary()
    subject = canary.make("subject")
    draft = send(anna, "send", "--draft", "--subject", subject, "--bcc", "dora@example.net", text=canary.make("body"))
    [entry] = anna.list("--mailbox", "drafts")
    assert entry["id"] == draft and entry["subject"] == subject, entry
    newer = send(anna, "send", "--draft", "--draft-id", draft, "--to", "bert@example.org", text="")
    [entry] = anna.list("--mailbox", "drafts")
    assert entry["id"] == newer and entry["to"][0]["email"] == "bert@example.org", entry
    assert b"Bcc: dora@example.net" in anna.raw(newer)
    assert canary.hits(service.data, service.log, anna.home) == []


run(letter_and_answer, blind_recipients, nothing_clear_unasked, stopped_in_time, drafts_are_sealed_and_kept)
