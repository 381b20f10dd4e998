#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The README's way of a new user, with its own words: ./run, sign up, a first mail, a restart, the export, gpg.
Only ports, folders, the password and the message's ID are put in."""
import os
import re
import signal
import subprocess

from harness import run
from harness.programs import output_of
from harness.test import BUILD, TOP

README = (TOP / "README.md").read_text()
PASSPHRASE = "for the exported key"


def commands_of(section):
    """The commands in the code blocks behind a heading, without comments, one a line."""
    begin = README.index(section)
    text = README[begin:README.index("\n## ", begin + 3)]
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.S)).replace("\\\n", " ")
    return [line.partition("   #")[0].partition("  # ")[0].strip() for line in blocks.splitlines() if line.strip()]


class NewUser:
    def __init__(self, test):
        self.test, self.http, self.smtp = test, test.port(), test.port()
        self.environment = {**os.environ, "NIGHTMAIL_HOME": str(test.folder / "home"),
                            "NIGHTMAIL_SERVER": f"http://localhost:{self.http}", "NIGHTMAIL_PASSWORD": "correct horse",
                            "GNUPGHOME": str(test.subfolder("gnupg", 0o700)), "PATH": f"{BUILD}/src/apps/nightmail:"
                            + os.environ["PATH"]}
        self.environment.pop("DBUS_SESSION_BUS_ADDRESS", None)

    def run_service(self):
        """./run with private ports; returns once it has said the last line that the README tells."""
        log = self.test.folder / "run.log"
        seen = log.stat().st_size if log.exists() else 0
        process = self.test.start("run", [TOP / "run", "--data", self.test.folder / "data", "--http", self.http,
                                          "--smtp", self.smtp])
        ready = f"ready: http://localhost:{self.http} smtp://localhost:{self.smtp}"
        assert re.sub(r":\d{4,5}\b", ":0", ready) in re.sub(r":\d{4,5}\b", ":0", README), "the README tells another line"

        def last_line():
            assert process.alive(), process.log_tail()
            lines = log.read_text()[seen:].splitlines()
            return lines and lines[-1] == ready
        self.test.wait(last_line, 200, "./run is ready")
        return process

    def does(self, command, **put_in):
        for word, value in {"localhost:2525": f"localhost:{self.smtp}", **put_in}.items():
            command = command.replace(word, value)
        done = subprocess.run(["bash", "-c", command], cwd=self.test.folder, env=self.environment, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stdout[-1000:], done.stderr[-1000:])
        return done.stdout


def first_mail(test):
    anna = NewUser(test)
    service = anna.run_service()
    commands = commands_of("## A first mail")
    path, signup, swaks, listing, show, gpg_import, gpg_decrypt = commands
    assert path.startswith("export PATH=")
    assert len(anna.does(signup).split()) == 24
    anna.does(swaks)
    listed = anna.does(listing)
    assert "Hello" in listed and "bob@example.org" in listed, listed
    unique = anna.does("nightmail list --json").split('"id":"')[1].split('"')[0]
    assert unique in listed, "the ID that list shows"
    assert "The night mail is here." in anna.does(show, ID=unique)
    assert "`grep -r \"night mail\" data` finds nothing" in README
    assert output_of(["grep", "-r", "night mail", test.folder / "data"], check=False)[1] == 1
    service.popen.send_signal(signal.SIGINT)  # "Ctrl-C ends it"
    assert service.popen.wait(15) == 0, service.log_tail()
    anna.run_service()
    assert "Hello" in anna.does(listing)
    export_and_gpg(anna, gpg_import, gpg_decrypt)


def export_and_gpg(anna, gpg_import, gpg_decrypt):
    assert "`nightmail export mail --sealed`" in README
    (anna.test.folder / "passphrase").write_text(PASSPHRASE + "\n")
    anna.does("nightmail export mail --sealed --key-passphrase-file passphrase")
    unattended = f"gpg --batch --pinentry-mode loopback --passphrase '{PASSPHRASE}'"
    anna.does(gpg_import.replace("gpg ", unattended + " ", 1))
    [exported] = (anna.test.folder / "mail/Inbox").glob("*.pgp")
    opened = anna.does(gpg_decrypt.replace("gpg ", unattended + " ", 1), **{"FILE.pgp": exported.name})
    assert "Subject: Hello" in opened and "The night mail is here." in opened, opened
    anna.does("nightmail export plain")
    [plain] = (anna.test.folder / "plain/Inbox").glob("*.eml")
    assert "The night mail is here." in plain.read_text()


run(first_mail)
