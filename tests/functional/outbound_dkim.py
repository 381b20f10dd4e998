#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What leaves is signed with both keys that `nightmaild dkim rotate` made, and other implementations
(dkimpy, opendkim) verify it by the DNS records that the command prints."""
import re
import subprocess

import dkim

from harness import Canary, run

LAB = '[outbound]\nport = {port}\n[fetch]\nprivate_addresses = true\n[dns]\ntrust_anchor = ""\n'


def records(output):
    """{name: TXT} of zone-file lines."""
    found = {}
    for name, strings in re.findall(r"^(\S+)\.\s+IN TXT\s+(.*)$", output, re.M):
        found[name] = "".join(re.findall(r'"([^"]*)"', strings))
    return found


def signed_mail(test):
    sink = test.sink()
    config = test.folder / "nightmaild.toml"
    config.write_text(LAB.format(port=sink.port))
    service = test.service(options=["--config", config])
    made = subprocess.run([service.program, "dkim", "rotate", "--config", config, "--data", service.data],
                          check=True, capture_output=True, text=True).stdout
    keys = records(made)
    assert len(keys) == 2, made

    anna = test.client(service, "anna@nightmail.test")
    anna.signup()
    canary = Canary()
    anna.run("send", "--to", "bert@[127.0.0.1]", "--subject", canary.make("subject"), "--allow-clear",
             input=canary.make("body").encode() + b"  two  spaces \n.\n\n\n")
    test.wait(lambda: sink.mails, 60, "the mail arrives")
    mail = sink.mails[0][2]

    verifier = dkim.DKIM(mail)
    look_up = lambda name, timeout=5: keys[name.decode().rstrip(".")].encode()
    for index in range(2):
        assert verifier.verify(idx=index, dnsfunc=look_up), (index, mail[:3000])
        assert verifier.domain == b"nightmail.test"
    assert not dkim.DKIM(b"Subject: another\r\n" + mail).verify(dnsfunc=look_up)
    by_opendkim(test, mail, keys)
    assert canary.hits(service.data, service.log) == []


def by_opendkim(test, mail, keys):
    """opendkim of Debian 12 knows RSA alone; it skips the other signature."""
    known, path, config = test.folder / "keys", test.folder / "mail.eml", test.folder / "opendkim.conf"
    known.write_text("".join(f"{name} {text}\n" for name, text in keys.items()))
    path.write_bytes(mail)
    config.write_text(f"TestPublicKeys {known}\n")
    said = subprocess.run(["opendkim", "-x", config, "-t", path, "-v"], capture_output=True, text=True, timeout=30)
    assert "succeeded" in said.stderr + said.stdout, said.stderr + said.stdout


run(signed_mail)
