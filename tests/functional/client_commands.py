#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The command line client as a person and as a script use it, against the real server."""
import json
import os
import signal
import stat
import subprocess

from harness import Canary, Mail, run
from harness.programs import swaks


def send(service, client, canary=None, **options):
    mail = Mail("Ben Sender <ben@sender.test>", client.address, **options).bytes()
    swaks(service.smtp, "ben@sender.test", client.address, mail)
    return mail


def fails(client, code, text, *words, **options):
    """The command ends with this code and says this on stderr; nothing is on stdout."""
    env = {**os.environ, "NIGHTMAIL_PASSWORD": options.pop("password", client.password)}
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    done = subprocess.run([client.program, "--home", client.home, "--server", client.url, *words], env=env,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == code, (words, done)
    assert text in done.stderr.decode(), (words, done.stderr)
    assert done.stdout == b"", done.stdout


def reads_sorts_and_deletes(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    canary = Canary()
    attachment = os.urandom(5000)
    mail = send(service, anna, subject=canary.make("subject"), text=canary.make("body"),
                attachments={canary.make("attachment name") + ".bin": attachment})
    [entry] = test.wait(anna.list, 10, "the mail is listed")
    message = entry["id"]
    assert entry["mailboxes"] == ["Inbox"] and entry["keywords"] == []
    assert entry["from"] == [{"name": "Ben Sender", "email": "ben@sender.test"}]
    assert [one["name"] for one in entry["attachments"]] == [canary.markers["attachment name"] + ".bin"]

    assert anna.original(message) == mail
    raw = anna.raw(message)
    assert raw.endswith(mail) and raw.startswith(b"Return-Path:") or b"Received:" in raw[:-len(mail)]
    shown = anna.show(message)
    assert canary.markers["body"] in shown and canary.markers["attachment name"] in shown
    assert anna.list()[0]["keywords"] == ["$seen"], "show marks as read"

    out = test.folder / "saved.bin"
    anna.run("save", message, "1", "--output", out)
    assert out.read_bytes() == attachment and stat.S_IMODE(out.stat().st_mode) == 0o600
    fails(anna, 1, "is there already", "save", message, "1", "--output", out)
    fails(anna, 1, "There is no attachment", "save", message, "2")
    assert anna.run("save", message, canary.markers["attachment name"] + ".bin", "-o", "-") == attachment

    anna.run("mark", message, "--unseen", "--flagged", "--keyword", "todo")
    assert sorted(anna.list()[0]["keywords"]) == ["$flagged", "todo"]
    anna.run("mailbox", "new", canary.make("mailbox"))
    anna.run("move", message, canary.markers["mailbox"])
    assert anna.list() == []
    assert anna.list("--mailbox", canary.markers["mailbox"])[0]["id"] == message
    anna.run("mailbox", "rename", canary.markers["mailbox"], canary.make("second name"))
    fails(anna, 2, "still holds messages", "mailbox", "remove", canary.markers["second name"])
    anna.run("delete", message)
    assert anna.list("--all")[0]["mailboxes"] == ["Trash"]
    anna.run("delete", message)
    assert anna.list("--all") == []
    anna.run("mailbox", "remove", canary.markers["second name"])

    fails(anna, 1, "There is no message", "show", "e999")
    fails(anna, 1, "There is no mailbox", "list", "--mailbox", "nowhere")
    fails(anna, 2, "Say how to mark", "mark", message)
    assert canary.hits(service.data, service.log, anna.home) == []


def sessions_begin_and_end(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    fails(anna, 3, "nightmail login", "list")
    fails(anna, 2, "fewer than 8", "signup", anna.address, password="short")
    phrase_file = test.folder / "phrase"
    anna.run("signup", anna.address, "--phrase-file", phrase_file)
    assert stat.S_IMODE(phrase_file.stat().st_mode) == 0o600
    words = phrase_file.read_text().split()
    assert len(words) == 24
    fails(anna, 1, "logged in already", "signup", anna.address)
    assert anna.address in anna.run("whoami").decode()
    for path in anna.home.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        content = path.read_bytes().decode("latin-1")
        assert anna.password not in content and anna.address not in content, path
        assert " ".join(words) not in content, path
    assert stat.S_IMODE(anna.home.stat().st_mode) == 0o700

    second = test.client(service, anna.address, home=test.folder / "second")
    fails(second, 5, "password is wrong", "login", anna.address, password="something else")
    second.login()
    send(service, anna)
    test.wait(second.list, 10, "the mail is listed on the second device")
    second.run("logout")
    fails(second, 3, "nightmail login", "list")

    third = test.client(service, anna.address, password="quite another password", home=test.folder / "third")
    wrong = test.folder / "wrong-phrase"
    wrong.write_text(" ".join(words[1:] + words[:1]))
    bad = subprocess.run([third.program, "--home", third.home, "--server", third.url, "recover", anna.address,
                          "--phrase-file", wrong], env={**os.environ, "NIGHTMAIL_PASSWORD": third.password},
                         capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    assert bad.returncode in (2, 5), bad
    third.run("recover", anna.address, "--phrase-file", phrase_file)
    assert len(third.list()) == 1
    fails(anna, 3, "session", "list")  # recovery ended all others
    anna.run("logout")
    anna.password = third.password
    anna.login()
    assert len(anna.list()) == 1


def nothing_waits_without_a_terminal(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    fails(anna, 2, "--password-file", "signup", anna.address, password="")
    fails(anna, 2, "--password-file", "login", anna.address, password="")
    fails(anna, 2, "--phrase-file", "recover", anna.address)
    fails(anna, 4, "--server", "--server", f"http://localhost:{test.port()}", "login", anna.address)


def export_opens_elsewhere(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    mails = {send(service, anna, subject=f"number {i}") for i in range(3)}
    test.wait(lambda: len(anna.list()) == 3, 10, "all are listed")
    folder = test.folder / "plain"
    anna.run("export", folder)
    files = sorted(folder.glob("Inbox/*.eml"))
    assert len(files) == 3 and all(any(path.read_bytes().endswith(m) for m in mails) for path in files)
    files[0].write_text("mine")
    files[1].unlink()
    anna.run("export", folder)
    assert files[0].read_text() == "mine" and files[1].exists(), "what is there stays, what is missing comes"

    sealed = test.folder / "sealed"
    anna.run("export", sealed, "--sealed")
    assert not (sealed / "secret-key.asc").exists()
    passphrase = test.folder / "passphrase"
    passphrase.write_text("of the key\n")
    anna.run("export", sealed, "--sealed", "--key-passphrase-file", passphrase)
    gpg = test.gpg()
    gpg.run("--passphrase", "of the key", "--import", sealed / "secret-key.asc")
    opened = {gpg.run("--passphrase", "of the key", "--decrypt", path) for path in sealed.glob("Inbox/*.pgp")}
    assert len(opened) == 3 and all(any(one.endswith(m) for m in mails) for one in opened)


def watch_and_tokens(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    env = {**os.environ}
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    watching = subprocess.Popen([anna.program, "--home", anna.home, "watch", "--json"], env=env,
                                stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        for number in range(3):
            send(service, anna, subject=f"number {number}")
            assert json.loads(watching.stdout.readline())["subject"] == f"number {number}"
    finally:
        watching.send_signal(signal.SIGTERM)
        watching.wait()

    token = anna.run("token", "new", "--label", "backup").decode().strip()
    answer = subprocess.run(["curl", "-sf", "-H", f"Authorization: Bearer {token}",
                             anna.url + "/.well-known/jmap"], capture_output=True, timeout=20)
    assert json.loads(answer.stdout)["username"] == anna.address
    line = anna.run("token", "list").decode().splitlines()[-1]
    assert line.endswith("backup")
    anna.run("token", "revoke", line.split()[0])
    answer = subprocess.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H",
                             f"Authorization: Bearer {token}", anna.url + "/.well-known/jmap"],
                            capture_output=True, timeout=20)
    assert answer.stdout == b"401"


def a_terminal_gets_no_control_sequences(test):
    """A sender's escape sequences go into a file as they are, and to a terminal not at all."""
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    swaks(service.smtp, "ben@sender.test", anna.address,
          b"From: ben@sender.test\r\nSubject: \x1b]0;owned\x07hi\r\n\r\n\x1b[2Jgone\r\n")
    [entry] = test.wait(anna.list, 10, "the mail is listed")
    assert b"\x1b[2J" in anna.raw(entry["id"])
    for words in (["show", entry["id"]], ["show", entry["id"], "--raw"], ["show", entry["id"], "--original"],
                  ["list"]):
        master, slave = os.openpty()
        done = subprocess.run([anna.program, "--home", anna.home, *words], stdout=slave, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, timeout=60, env={**os.environ, "NO_COLOR": "1"})
        os.close(slave)
        shown = os.read(master, 65536)
        os.close(master)
        assert done.returncode == 0 and b"hi" in shown, (words, shown)
        assert b"\x1b" not in shown and b"\x07" not in shown, (words, shown)


run(reads_sorts_and_deletes, sessions_begin_and_end, nothing_waits_without_a_terminal, export_opens_elsewhere,
    watch_and_tokens, a_terminal_gets_no_control_sequences)
