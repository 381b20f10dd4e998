#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""With a keyring on the session bus, the device key lies there and not in a file."""
import os
import shutil
import subprocess

from harness import run
from harness.test import Skip

UNLOCK = "echo -n secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\""


def the_key_lies_in_the_keyring(test):
    if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
        raise Skip("no dbus-run-session or gnome-keyring-daemon")
    service = test.service()
    anna = test.client(service, "anna@nightmail.test")
    person = test.subfolder("person", 0o700)  # the keyring's own files
    runtime = test.subfolder("runtime", 0o700)
    env = {**os.environ, "NIGHTMAIL_PASSWORD": anna.password, "HOME": str(person), "XDG_RUNTIME_DIR": str(runtime),
           "XDG_DATA_HOME": str(person)}
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    client = f"{anna.program} --home {anna.home} --server {anna.url}"
    script = f"{client} signup {anna.address} && {client} whoami && {client} list"
    done = subprocess.run(["dbus-run-session", "--", "sh", "-c", UNLOCK, "sh", "sh", "-c", script], env=env,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 0, done
    assert b"the system's keyring" in done.stdout, done
    assert not (anna.home / "device.key").exists()
    # Without that keyring the directory opens nothing.
    out, code = anna.run("list", check=False)
    assert code != 0 and out == b"", (out, code)


run(the_key_lies_in_the_keyring)
