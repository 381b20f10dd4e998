# SPDX-License-Identifier: Apache-2.0
"""Gpg: GnuPG with a home of its own. Its agent ends by itself once that home is removed."""
from . import programs


class Gpg:
    def __init__(self, home):
        self.home = home

    def run(self, *words, data=None, check=True):
        options = {} if data is None else {"input": data}
        out, code = programs.output_of(["gpg", "--homedir", self.home, "--batch", "--quiet", "--no-tty",
                                        "--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always",
                                        *words], check=check, **options)
        return out if check else (out, code)

    def import_key(self, data):
        return self.run("--import", data=data)

    def decrypt(self, data):
        return self.run("--decrypt", data=data)

    def encrypt(self, data, recipient):
        return self.run("--encrypt", "--recipient", recipient, data=data)

    def make_key(self, user_id):
        """Makes an Ed25519 + Curve25519 key; returns the public key, binary."""
        self.run("--quick-generate-key", user_id, "future-default", "default", "never")
        return self.run("--export", user_id)
