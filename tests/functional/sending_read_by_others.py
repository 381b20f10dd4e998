#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What Nightmail encrypts, stock GnuPG and sqop (Sequoia) decrypt and verify: a message that left for a user is
opened with her exported key outside of Nightmail."""
import email
import email.policy
import re
import shutil

from harness import Canary, run
from harness.programs import output_of
from harness.test import Skip


def letter(test, canary):
    """(the bytes that travelled, Bert's armored secret key, Anna's certificate)"""
    service = test.service()
    anna, bert = test.client(service, "anna@nightmail.test"), test.client(service, "bert@nightmail.test")
    anna.signup()
    bert.signup()
    path = test.folder / "report.txt"
    path.write_bytes(b"line one\nline two\n")
    anna.run("send", "--to", "bert@nightmail.test", "-s", canary.make("subject"), "--attach", path,
             input=canary.make("body").encode() + b" \n")
    [entry] = test.wait(bert.list, 40, "mail arrives")
    passphrase = test.folder / "passphrase"
    passphrase.write_text("export passphrase\n")
    bert.run("export", test.folder / "out", "--sealed", "--key-passphrase-file", passphrase)
    secret = (test.folder / "out/secret-key.asc").read_bytes()
    return bert.original(entry["id"]), secret, anna.run("keys", "export", "anna@nightmail.test")


def armored_part(message):
    mail = email.message_from_bytes(message, policy=email.policy.default)
    assert mail.get_content_type() == "multipart/encrypted" and mail["Subject"] == "...", mail["Subject"]
    control, data = mail.iter_parts()
    assert control.get_content().strip() in (b"Version: 1", "Version: 1")
    return data.get_content()


def check_payload(payload, canary):
    inner = email.message_from_bytes(payload, policy=email.policy.default)
    assert inner["Subject"] == canary.markers["subject"] and inner.get_param("hp") == "cipher", payload[:600]
    assert "Subject: ..." in [value for name, value in inner.items() if name == "HP-Outer"]
    text, attached = inner.iter_parts()
    assert canary.markers["body"] + " " in text.get_content()  # the blank at its end too
    assert attached.get_payload(decode=True) == b"line one\nline two\n"


def gnupg(test):
    canary = Canary()
    message, secret, certificate = letter(test, canary)
    gpg = test.gpg()
    gpg.run("--passphrase", "export passphrase", "--import", data=secret)
    gpg.import_key(certificate)
    out, _ = output_of(["gpg", "--homedir", gpg.home, "--batch", "--pinentry-mode", "loopback", "--passphrase",
                        "export passphrase", "--trust-model", "always", "--status-file", test.folder / "status",
                        "--decrypt"], input=armored_part(message))
    status = (test.folder / "status").read_text()
    assert "GOODSIG" in status and "DECRYPTION_OKAY" in status, status
    check_payload(out[out.index(b"From: "):], canary)


def sqop(test):
    if shutil.which("sqop") is None:
        raise Skip("sqop is not installed")
    canary = Canary()
    message, secret, certificate = letter(test, canary)
    for name, content in (("bert.key", secret), ("anna.cert", certificate), ("pass", b"export passphrase")):
        (test.folder / name).write_bytes(content)
    out, _ = output_of(["sqop", "decrypt", "--with-key-password", test.folder / "pass", "--verify-with",
                        test.folder / "anna.cert", "--verifications-out", test.folder / "verified",
                        test.folder / "bert.key"], input=armored_part(message))
    check_payload(out, canary)
    assert re.match(r"\d{4}-\d\d-\d\dT", (test.folder / "verified").read_text())


run(gnupg, sqop)
