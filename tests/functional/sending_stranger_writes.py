#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A stranger with GnuPG writes to a user: PGP/MIME and inline PGP open inside the sealed mail, the signature is
judged in plain words, the list shows what was inside, and the server's disk shows nothing."""
import json

from harness import Canary, Mail, run
from harness.programs import swaks

STRANGER = "stranger@sender.test"


def people(test):
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    gpg = test.gpg()
    public = gpg.make_key(f"Sam Stranger <{STRANGER}>")
    gpg.import_key(anna.run("keys", "export", "anna@nightmail.test"))
    return service, anna, gpg, public


def mime(headers, content_type, body):
    lines = [f"From: Sam Stranger <{STRANGER}>", "To: anna@nightmail.test", *headers, "Date: Wed, 25 Nov 2026 10:00:00 +0000",
             "Message-ID: <s1@sender.test>", "MIME-Version: 1.0", f"Content-Type: {content_type}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def pgp_mime(armored, subject="..."):
    return mime([f"Subject: {subject}"], 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
                "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: "
                "application/octet-stream\r\n\r\n" + armored.decode().replace("\n", "\r\n") + "\r\n--b--\r\n")


def encrypt(gpg, payload, *options):
    return gpg.run("--armor", *options, "--encrypt", "--recipient", "anna@nightmail.test", data=payload)


def only(test, anna, count=1):
    entries = test.wait(lambda: (found := anna.list()) and len(found) >= count and found, 40, "the mail is listed")
    return entries[0]


def encrypted_and_signed(test):
    service, anna, gpg, public = people(test)
    canary = Canary()
    subject, body, name = canary.make("subject"), canary.make("body"), canary.make("attachment name")
    inner = Mail(f"Sam Stranger <{STRANGER}>", "anna@nightmail.test", subject=subject, text=body + "\n",
                 attachments={name + ".txt": b"attached"}).bytes()
    inner = inner.replace(b"multipart/mixed;", b'multipart/mixed; hp="cipher";')
    swaks(service.smtp, STRANGER, "anna@nightmail.test", pgp_mime(encrypt(gpg, inner, "--sign")))

    entry = only(test, anna)  # the list opened it
    assert entry["subject"] == subject and entry["protected"], entry
    assert entry["e2e"]["encrypted"] and entry["e2e"]["signed"] == "unknown-key", entry
    shown = anna.show(entry["id"])
    assert body in shown and "Encrypted end to end" in shown and "not known" in shown, shown
    assert anna.run("save", entry["id"], name + ".txt", "--output", "-") == b"attached"

    # Once the key is known, the same mail is signed by somebody; compared, by them.
    key = test.folder / "stranger.gpg"
    key.write_bytes(public)
    anna.run("keys", "import", key)
    assert "imported by you" in anna.show(entry["id"])
    fingerprint = json.loads(anna.run("keys", "list", "--json"))["fingerprint"]
    out, code = anna.run("keys", "verify", STRANGER, "--fingerprint", "0" * 40, check=False)
    assert code != 0, out
    anna.run("keys", "verify", STRANGER, "--fingerprint", fingerprint.lower())
    found = json.loads(anna.run("show", entry["id"], "--json"))
    [signature] = found["signatures"]
    assert signature["status"] == "good" and signature["trust"] == "verified", signature
    assert found["encrypted"] and found["protected"] and found["subject"] == subject

    # A second device sees what the first one found, and the server nothing.
    phone = test.client(service, "anna@nightmail.test", home=test.folder / "phone")
    phone.login()
    assert phone.list()[0]["subject"] == subject
    assert canary.hits(service.data, service.log, anna.home, phone.home) == []


def inline_and_bad(test):
    service, anna, gpg, public = people(test)
    anna.run("keys", "import", "-", input=public)
    text = b"Inline is still alive.\n"
    block = encrypt(gpg, text, "--sign").decode().replace("\n", "\r\n")
    swaks(service.smtp, STRANGER, "anna@nightmail.test",
          mime(["Subject: inline"], "text/plain", "What stands here is anybody's.\r\n" + block))
    shown = anna.show(only(test, anna)["id"])
    assert "Inline is still alive." in shown and "anybody's" not in shown, shown
    assert "Signed by " + STRANGER in shown and "outside the protected part" in shown, shown

    signed = gpg.run("--clearsign", data=b"I owe you 10.\n").replace(b"owe you 10", b"owe you 1000")
    swaks(service.smtp, STRANGER, "anna@nightmail.test",
          mime(["Subject: forged"], "text/plain", signed.decode().replace("\n", "\r\n")))
    shown = anna.show(only(test, anna, 2)["id"])
    assert "BAD SIGNATURE" in shown, shown


def not_for_her(test):
    service, anna, gpg, _ = people(test)
    gpg.make_key("Other <other@sender.test>")
    armored = gpg.run("--armor", "--encrypt", "--recipient", "other@sender.test", data=b"Content-Type: text/plain\r\n\r\nx")
    swaks(service.smtp, STRANGER, "anna@nightmail.test", pgp_mime(armored))
    entry = only(test, anna)
    assert "a key that you don't have" in anna.show(entry["id"])


def keys_of_no_use(test):
    _, anna, gpg, _ = people(test)
    big = test.folder / "big.asc"
    big.write_bytes(b"\x98\x33" + b"\0" * 10_000_000)
    for content, word in ((b"nonsense", "no OpenPGP public key"), (gpg.run("--export-secret-keys"), "secret key")):
        path = test.folder / "key"
        path.write_bytes(content)
        out, code = anna.run("keys", "import", path, check=False)
        assert code == 2, (word, out)
    out, code = anna.run("keys", "import", big, check=False)
    assert code == 2, out
    assert anna.run("keys", "list", "--json") == b""


run(encrypted_and_signed, inline_and_bad, not_for_her, keys_of_no_use)
