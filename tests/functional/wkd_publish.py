#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The service is a Web Key Directory: GnuPG as it ships finds a user's key and encrypts to it.

dirmngr asks https://openpgpkey.DOMAIN on port 443, by the system's resolver and authorities. So it runs in a mount
namespace of its own, where /etc/hosts and the list of authorities are the test's."""
import os
import pathlib
import subprocess
import urllib.error
import urllib.request

from harness import run
from harness.https_front import HttpsFront
from harness.programs import output_of
from harness.test import Skip

ADDRESS = "anna@nightmail.test"
LOOPBACK = "127.83.17.2"  # one of loopback's own, so that port 443 is free there
AUTHORITIES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")


def wkd_hash(address):
    text = output_of(["/usr/lib/gnupg/gpg-wks-client", "--print-wkd-hash", address])[0].decode()
    return text.split()[0]


def get(service, path, host="nightmail.test", **headers):
    request = urllib.request.Request(service.url + path, headers={"Host": host, **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.headers, problem.read()


def both_methods_answer(test):
    service = test.service(domains=("nightmail.test", "other.test"))
    test.client(service, ADDRESS).signup()
    gpg, name = test.gpg(), wkd_hash(ADDRESS)
    for path, host in ((f"/.well-known/openpgpkey/hu/{name}?l=anna", "nightmail.test"),
                       (f"/.well-known/openpgpkey/nightmail.test/hu/{name}?l=Anna", "openpgpkey.nightmail.test")):
        status, headers, key = get(service, path, host, Origin="https://other.example")
        assert status == 200, (path, status)
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert f"<{ADDRESS}>" in gpg.run("--show-keys", data=key).decode()
    for path in ("/.well-known/openpgpkey/policy", "/.well-known/openpgpkey/other.test/policy"):
        assert get(service, path)[0] == 200, path
    for path, host in ((f"/.well-known/openpgpkey/hu/{name}", "other.test"),
                       (f"/.well-known/openpgpkey/hu/{wkd_hash('nobody@nightmail.test')}?l=nobody", "nightmail.test"),
                       (f"/.well-known/openpgpkey/elsewhere.test/hu/{name}?l=anna", "nightmail.test")):
        status, headers, _ = get(service, path, host)
        assert status == 404, (path, host, status)
    # Nothing else of ours may be read from other sites.
    assert get(service, "/", Origin="https://other.example")[0] == 403
    assert "Access-Control-Allow-Origin" not in get(service, "/")[1]


def in_private_view(test, front, command):
    """Runs a command that sees the test's hosts and authorities in place of the system's."""
    hosts, authorities = test.folder / "hosts", test.folder / "authorities.pem"
    hosts.write_text(f"127.0.0.1 localhost\n{LOOPBACK} openpgpkey.nightmail.test\n")
    authorities.write_bytes(front.authority.read_bytes())
    script = 'mount --bind "$1" /etc/hosts && mount --bind "$2" "$3" && shift 3 && exec "$@"'
    return output_of(["unshare", "--mount", "sh", "-c", script, "view", hosts, authorities, AUTHORITIES, *command])[0]


def gnupg_locates_the_key(test):
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        raise Skip("a mount namespace needs root")
    service = test.service()
    anna = test.client(service, ADDRESS)
    anna.signup()
    front = HttpsFront(test.subfolder("tls"), ["openpgpkey.nightmail.test"], (LOOPBACK, 443), service.http).start()
    gpg = test.gpg()
    (gpg.home / "dirmngr.conf").write_text("standard-resolver\ndisable-ldap\n")
    try:
        out = in_private_view(test, front, ["gpg", "--homedir", gpg.home, "--batch", "--no-tty",
                                            "--auto-key-locate", "clear,wkd", "--locate-keys", ADDRESS])
        assert f"<{ADDRESS}>" in out.decode(), out
    finally:
        output_of(["gpgconf", "--homedir", gpg.home, "--kill", "dirmngr"], check=False)
        front.stop()
    # A stranger can now encrypt to it, without having been given a key.
    assert gpg.run("--armor", "--encrypt", "--recipient", ADDRESS, data=b"found\n").startswith(b"-----BEGIN PGP MESSAGE")


run(both_methods_answer, gnupg_locates_the_key)
