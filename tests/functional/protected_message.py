#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Password-protected mail from the command line: made, opened by its link, locked, revoked, expired; and an answer
that a stranger seals with GnuPG. The disk shows nothing of it."""
import base64
import hashlib
import json
import struct
import urllib.error
import urllib.request

from harness import Canary, run

ANNA = "anna@nightmail.test"
PASSWORD = "grüß Gott 1848"


def message(canary):
    return (f"From: {ANNA}\r\nTo: bob@example.org\r\nSubject: {canary.make('subject')}\r\n\r\n"
            f"{canary.make('body')}\r\n").encode()


def password_file(test, text, name="password"):
    path = test.folder / name
    path.write_text(text + "\n")
    return path


def make(anna, test, mail, *options):
    out = anna.run("protected", "new", "--to", "bob@example.org", "--message-password-file",
                   password_file(test, PASSWORD), *options, input=mail)
    return out.decode().strip()


def opened(client, test, link, password=PASSWORD):
    return client.run("protected", "open", link, "--message-password-file", password_file(test, password),
                      check=False)


def id_of(link):
    return link.split("/m/")[1].split("#")[0]


def who_has_link_and_password_reads(test):
    service = test.service()
    anna, canary = test.client(service, ANNA), Canary()
    anna.signup()
    mail = message(canary)
    link = make(anna, test, mail)
    assert link.startswith(service.url + "/m/p"), link
    stranger = test.client(service, "nobody@example.org")  # never signs up
    assert opened(stranger, test, link) == (mail, 0)
    assert id_of(link) in anna.run("protected", "list").decode()
    # Without the part behind # the right password opens nothing.
    assert opened(stranger, test, link.split("#")[0] + "#" + "A" * 22)[1] == 5
    assert opened(stranger, test, link.split("#")[0])[1] != 0
    canary.markers["password"] = PASSWORD
    assert canary.hits(service.data, service.log) == []
    service.restart()
    assert opened(stranger, test, link) == (mail, 0)
    anna.run("protected", "revoke", id_of(link))
    assert opened(stranger, test, link)[1] == 1
    assert anna.run("protected", "list").decode() == ""


def wrong_passwords_lock_it_through_restarts(test):
    service = test.service()
    anna = test.client(service, ANNA)
    anna.signup()
    mail = message(Canary())
    link = make(anna, test, mail, "--tries", "3")
    stranger = test.client(service, "nobody@example.org")
    assert opened(stranger, test, link, "wrong one")[1] == 5
    service.kill9()
    service.start()
    assert opened(stranger, test, link, "wrong two")[1] == 5
    service.restart()
    assert opened(stranger, test, link, "wrong three")[1] == 5
    assert opened(stranger, test, link) == (b"", 1)
    assert "locked" in anna.run("protected", "list").decode()


def post(service, path, body, **headers):
    request = urllib.request.Request(service.url + path, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code


def proof_of(service, link):
    """The key stretching with another implementation, if this machine has one."""
    import argon2.low_level as low
    with urllib.request.urlopen(service.url + "/protected/" + id_of(link), timeout=10) as answer:
        salt = json.load(answer)["salt"]
    secret = base64.urlsafe_b64decode(link.split("#")[1] + "==")
    stretched = low.hash_secret_raw(PASSWORD.encode(), base64.urlsafe_b64decode(salt + "=="), time_cost=3,
                                    memory_cost=65536, parallelism=1, hash_len=32, type=low.Type.ID)
    import hmac
    key = hmac.digest(secret, stretched, "sha512")
    proof = hmac.digest(key, b"nightmail protected message proof v1\x01", hashlib.sha512)[:32]
    return base64.urlsafe_b64encode(proof).decode().rstrip("=")


def a_stranger_answers(test):
    service = test.service()
    anna, canary = test.client(service, ANNA), Canary()
    anna.signup()
    link = make(anna, test, message(canary))
    proof = proof_of(service, link)
    # The certificate stands inside the message; here it comes from the key directory.
    gpg = test.gpg()
    name = "fxy63pyohfbm34b533z1nk4bhfhbkpsh"  # WKD's hash of "anna"
    with urllib.request.urlopen(f"{service.url}/.well-known/openpgpkey/nightmail.test/hu/{name}", timeout=10) as key:
        gpg.import_key(key.read())
    answer = (f"From: bob@example.org\r\nTo: {ANNA}\r\nSubject: {canary.make('answer')}\r\n\r\n"
              f"{canary.make('answer body')}\r\n").encode()
    summary = json.dumps({"v": 1, "from": [{"email": "bob@example.org"}], "to": [{"email": ANNA}],
                          "subject": canary.markers["answer"], "trace": 0,
                          "sha256": hashlib.sha256(answer).hexdigest()}).encode()
    sealed_summary, sealed = (gpg.run("--encrypt", "--recipient", ANNA, "--compress-algo", "none", data=part)
                              for part in (summary, answer))
    body = struct.pack(">I", len(sealed_summary)) + sealed_summary + sealed
    path = f"/protected/{id_of(link)}/answer"
    octets = {"Content-Type": "application/octet-stream"}
    assert post(service, path, body, **octets, **{"Nightmail-Proof": "A" * 43}) == 403
    assert post(service, path, answer, **octets, **{"Nightmail-Proof": proof}) in (400, 422)
    assert post(service, path, body, **octets, **{"Nightmail-Proof": proof}) == 201
    [entry] = test.wait(anna.list, 10, "the answer is listed")
    assert entry["subject"] == canary.markers["answer"], entry
    assert "nightmail-protected-answer" in entry["keywords"], entry
    assert anna.original(entry["id"]) == answer
    assert canary.hits(service.data, service.log) == []


run(who_has_link_and_password_reads, wrong_passwords_lock_it_through_restarts, a_stranger_answers)
