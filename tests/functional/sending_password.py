#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`nightmail send --password`: who has no key reads behind a link, with a password; the mail that brings the link says
nothing of what was written, the disk shows nothing, and whoever has a key gets the mail itself."""
from harness import Canary, run

PASSWORD = "grüß Gott 1848"


def stranger_reads_by_password(test):
    service = test.service()
    anna, bert = test.client(service, "anna@nightmail.test"), test.client(service, "bert@nightmail.test")
    anna.signup()
    bert.signup()
    canary = Canary()
    subject, body = canary.make("subject"), canary.make("body")
    password = test.folder / "password"
    password.write_text(canary.add("password", PASSWORD) + "\n")
    log = test.folder / "said.log"
    with open(log, "wb") as said:
        import subprocess  # the link is said on stderr
        command = [str(anna.program), "--home", str(anna.home), "--server", anna.url, "send", "--to",
                   "stranger@elsewhere.test", "--cc", "bert@nightmail.test", "-s", subject, "--message-password-file",
                   str(password)]
        subprocess.run(command, input=body.encode(), stderr=said, check=True, timeout=60, stdout=subprocess.PIPE)
    words = log.read_text()
    assert "1 encrypted end to end, 1 behind a password" in words, words
    link = words.split("get lost: ")[1].strip()
    stranger = test.client(service, "nobody@example.org")  # never signs up
    opened = stranger.run("protected", "open", link, "--message-password-file", password)
    assert subject.encode() in opened and body.encode() in opened, opened
    log.unlink()
    [sent] = anna.list("--mailbox", "sent")
    assert sent["subject"] == subject and sent["e2e"]["encrypted"], sent
    [entry] = test.wait(bert.list, 40, "the mail itself arrives where a key is known")
    assert entry["subject"] == subject and entry["e2e"]["encrypted"], entry
    assert canary.hits(service.data, service.log, anna.home, bert.home) == []


run(stranger_reads_by_password)
