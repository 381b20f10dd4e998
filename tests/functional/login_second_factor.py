#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One-time codes from the command line: enrolled, asked for at login, used once; a recovery code in their place;
the 24 words without; and the disk holds no secret of them in the clear."""
import base64
import hmac
import struct
import time
import urllib.parse

from harness import Canary, run

ANNA = "anna@nightmail.test"


def totp(secret, step):
    """RFC 6238, another implementation."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    number = struct.unpack(">I", digest[digest[-1] & 15:][:4])[0] & 0x7fffffff
    return f"{number % 1000000:06}"


def this_step():
    return int(time.time()) // 30


def secret_file(test, name, text):
    path = test.folder / name
    path.write_text(text + "\n")
    return path


def enrol(test, anna):
    """Adds one-time codes. The code can only be computed once the secret is printed: it comes over a pipe."""
    import os
    import subprocess
    code = test.folder / "code.fifo"
    os.mkfifo(code)
    env = {**os.environ, "NIGHTMAIL_PASSWORD": anna.password}
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    process = subprocess.Popen([anna.program, "--home", anna.home, "--server", anna.url, "factor", "add", "--label",
                                "telephone", "--code-file", code], env=env, stdout=subprocess.PIPE, text=True)
    uri = process.stdout.readline().strip()
    secret = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query)["secret"][0]
    step = this_step()
    code.write_text(totp(secret, step) + "\n")
    codes = process.stdout.read().split()
    assert process.wait(20) == 0
    assert len(codes) == 10, codes
    return secret, codes, step


def login(anna, test, *options):
    return anna.run("login", ANNA, *options, check=False)[1]


def a_login_asks_for_a_code(test):
    service = test.service()
    anna = test.client(service, ANNA)
    phrase = anna.signup()
    secret, codes, step = enrol(test, anna)
    listed = anna.run("factor", "list").decode()
    assert "totp" in listed and "telephone" in listed, listed

    phone = test.client(service, ANNA, home=test.folder / "phone")
    assert login(phone, test) != 0  # nobody to ask
    assert login(phone, test, "--code-file", secret_file(test, "wrong", "000000")) == 5
    assert login(phone, test, "--code-file", secret_file(test, "used", totp(secret, step))) == 5
    good = secret_file(test, "good", totp(secret, step + 1))
    assert login(phone, test, "--code-file", good) == 0
    assert phone.list() == []
    assert login(phone, test, "--code-file", good) == 5
    phone.run("logout", "--forget")
    assert login(phone, test, "--code-file", secret_file(test, "recovery", codes[0].upper())) == 0

    canary = Canary()
    canary.markers.update(secret=secret, raw=base64.b32decode(secret).hex(), code=codes[1], label="telephone")
    assert canary.hits(service.data, service.log) == []

    anna.run("factor", "remove", [word for word in listed.split() if len(word) == 33][0])
    laptop = test.client(service, ANNA, home=test.folder / "laptop")
    assert login(laptop, test) == 0
    assert phrase


run(a_login_asks_for_a_code)
