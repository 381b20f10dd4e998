#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GnuPG imports the secret key that we export and opens what we seal; we open what GnuPG seals.

Usage: gnupg.py PGP_TOOL   (ctest: interop.gnupg). Uses a private GNUPGHOME and ends its agent."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = sys.argv.pop(1)
# Around the lengths at which a packet header grows (RFC 4880 §4.2.2), for the literal packet (6
# octets more than the text) and for the packet around it (49 to 53 more), and a whole megabyte.
SIZES = sorted({0, 1, 2, 600, 70_000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1} |
               {edge - more + step for edge in (192, 8384) for more in (0, 6, 49, 50, 53)
                for step in (-1, 0, 1)})
PASSPHRASE = "leave by the night train"


class GnuPG(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="nightmail-gnupg-")
        cls.path = pathlib.Path(cls.folder.name)
        cls.home = cls.path / "home"
        cls.home.mkdir(mode=0o700)
        cls.tool("generate", "Anna", "anna@nightmail.test", "secret", "certificate")
        cls.gpg("--import", cls.path / "secret")

    @classmethod
    def tearDownClass(cls):
        subprocess.run(["gpgconf", "--homedir", cls.home, "--kill", "all"], check=True, timeout=60)
        cls.folder.cleanup()

    @classmethod
    def tool(cls, *arguments):
        subprocess.run([TOOL, *arguments], check=True, cwd=cls.path, timeout=60)

    @classmethod
    def gpg(cls, *arguments, data=b"", passphrase="", check=True):
        command = ["gpg", "--homedir", cls.home, "--batch", "--quiet", "--no-tty", "--trust-model", "always",
                   "--pinentry-mode", "loopback", "--passphrase", passphrase, *arguments]
        return subprocess.run(command, input=data, check=check, capture_output=True, timeout=120)

    def seal(self, plain, certificate="certificate"):
        (self.path / "plain").write_bytes(plain)
        self.tool("seal", certificate, "plain", "sealed")
        return (self.path / "sealed").read_bytes()

    def test_opens_every_size(self):
        for size in SIZES:
            with self.subTest(size=size):
                plain = os.urandom(size)
                self.assertEqual(self.gpg("--decrypt", data=self.seal(plain)).stdout, plain)

    def test_protected_key_needs_its_passphrase(self):
        self.tool("generate", "Ben", "ben@nightmail.test", "ben", "ben.cert")
        self.tool("protect", "ben", PASSPHRASE, "ben.protected")
        self.gpg("--import", self.path / "ben.protected")
        sealed = self.seal(b"hello", "ben.cert")
        wrong = self.gpg("--decrypt", data=sealed, passphrase="wrong", check=False)
        self.assertNotEqual(wrong.returncode, 0)
        self.assertEqual(self.gpg("--decrypt", data=sealed, passphrase=PASSPHRASE).stdout, b"hello")

    def test_opens_both_of_a_pair(self):
        (self.path / "message").write_bytes(b"message")
        (self.path / "summary").write_bytes(b"summary")
        self.tool("pair", "certificate", "message", "summary", "message.sealed", "summary.sealed")
        for name in ("message", "summary"):
            sealed = (self.path / f"{name}.sealed").read_bytes()
            self.assertEqual(self.gpg("--decrypt", data=sealed).stdout, name.encode())

    def test_finds_damage(self):
        sealed = bytearray(self.seal(os.urandom(600)))
        sealed[-5] ^= 1
        self.assertNotEqual(self.gpg("--decrypt", data=bytes(sealed), check=False).returncode, 0)

    def test_literal_packet_names_nothing(self):
        listing = self.gpg("--list-packets", data=self.seal(b"hello")).stdout.decode()
        self.assertIn('mode b (62), created 0, name=""', listing)
        self.assertIn("mdc_method: 2", listing)
        self.assertNotIn("compressed packet", listing)

    def test_we_open_what_gnupg_seals(self):
        plain = os.urandom(10_000)
        for options in ([], ["--armor"], ["--compress-algo", "zlib"], ["--sign"]):
            with self.subTest(options=options):
                sealed = self.gpg("--encrypt", "-r", "anna@nightmail.test", *options, data=plain).stdout
                (self.path / "theirs").write_bytes(sealed)
                self.tool("open", "secret", "theirs", "opened")
                self.assertEqual((self.path / "opened").read_bytes(), plain)


unittest.main()
