# SPDX-License-Identifier: Apache-2.0
"""Client: the real nightmail command line of one person on one device."""
import json
import os

from . import programs


class Client:
    def __init__(self, program, home, url, address, password):
        self.program, self.home, self.url = program, home, url
        self.address, self.password = address, password

    def run(self, *words, check=True, seconds=60, password=None, **options):
        """nightmail --home HOME --server URL WORDS...; returns stdout as bytes (check=False: and the code)."""
        env = {**os.environ, "NIGHTMAIL_PASSWORD": password or self.password}
        env.pop("DBUS_SESSION_BUS_ADDRESS", None)  # no keyring of the person who runs the tests
        command = [self.program, "--home", self.home, "--server", self.url, *words]
        out, code = programs.output_of(command, seconds=seconds, check=check, env=env, **options)
        return out if check else (out, code)

    def signup(self):
        """Returns what is printed, the recovery phrase among it."""
        return self.run("signup", self.address).decode()

    def login(self):
        return self.run("login", self.address).decode()

    def list(self, *options):
        """One dictionary a message."""
        return [json.loads(line) for line in self.run("list", "--json", *options).splitlines()]

    def original(self, message_id):
        """The bytes that came over SMTP."""
        return self.run("show", message_id, "--original")

    def raw(self, message_id):
        """The opened bytes, with the trace headers on top."""
        return self.run("show", message_id, "--raw")

    def show(self, message_id):
        return self.run("show", message_id).decode()
