#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`nightmail sop` beside Sequoia's sqop: each reads what the other writes, by the same commands; and the
exit statuses of draft-dkg-openpgp-stateless-cli. Then GnuPG, RNP's own program and OpenPGP.js.

Usage: sop.py NIGHTMAIL   (ctest: interop.sop). Works in a private folder and ends GnuPG's agent."""
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

NIGHTMAIL = sys.argv.pop(1)
HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "testdata"
TEXT = "Grüße,\n- ein Strich\n\nZeile ohne Rest\n".encode()
DATA = bytes(range(256)) * 40


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="nightmail-sop-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def file(self, name, content):
        (self.path / name).write_bytes(content)
        return name

    def run_in(self, command, data=b"", status=0, **environment):
        done = subprocess.run(list(map(str, command)), input=data, capture_output=True, cwd=self.path,
                              timeout=60, env={**os.environ, **environment})
        self.assertEqual(done.returncode, status, (command, done.stderr))
        return done.stdout

    def ours(self, *arguments, data=b"", status=0, **environment):
        return self.run_in([NIGHTMAIL, "sop", *arguments], data, status, **environment)

    def sqop(self, *arguments, data=b"", status=0):
        return self.run_in(["sqop", *arguments], data, status)

    made = {}  # keys take time, and every test may use the same

    def pair(self, sop, name, *options):
        """Makes NAME.key and NAME.cert."""
        which = (sop.__name__, name, *options)
        if which not in self.made:
            key = sop("generate-key", *options, "--", f"{name} <{name}@nightmail.test>")
            self.made[which] = key, sop("extract-cert", data=key)
        for suffix, content in zip(("key", "cert"), self.made[which]):
            self.file(f"{name}.{suffix}", content)


class BesideSequoia(Folder):
    def setUp(self):
        super().setUp()
        self.pair(self.ours, "anna")
        self.pair(self.sqop, "ben")
        self.pair(self.ours, "rsa", "--profile=rfc4880")

    def both_ways(self):
        """(writer, reader, sender): we never read only ourselves."""
        for writer, reader in ((self.ours, self.sqop), (self.sqop, self.ours)):
            for sender in ("anna", "ben", "rsa"):
                with self.subTest(writer=writer.__name__, sender=sender):
                    yield writer, reader, sender

    def fingerprints(self, name):
        return set(re.findall(r"^fpr:+([0-9A-F]{40}):", self.run_in(
            ["gpg", "--show-keys", "--with-colons", f"{name}.cert"], GNUPGHOME=str(self.path)).decode(), re.M))

    def check(self, verifications, sender):
        [line] = verifications.decode().splitlines()
        date, key, certificate = line.split()[:3]
        self.assertRegex(date, r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertLessEqual({key, certificate}, self.fingerprints(sender))

    def test_detached(self):
        for writer, reader, sender in self.both_ways():
            for form in ("binary", "text"):
                self.file("sig", writer("sign", f"--as={form}", f"{sender}.key", data=TEXT))
                self.check(reader("verify", "sig", f"{sender}.cert", data=TEXT), sender)
                reader("verify", "sig", f"{sender}.cert", data=TEXT + b"x", status=3)

    def test_text_signatures_allow_other_line_ends(self):
        self.file("sig", self.ours("sign", "--as=text", "anna.key", data=TEXT))
        self.sqop("verify", "sig", "anna.cert", data=TEXT.replace(b"\n", b"\r\n"))

    def test_inline(self):
        for writer, reader, sender in self.both_ways():
            for form in ("binary", "clearsigned"):
                signed = writer("inline-sign", f"--as={form}", f"{sender}.key", data=TEXT)
                (self.path / "found").unlink(missing_ok=True)
                read = reader("inline-verify", "--verifications-out=found", f"{sender}.cert", data=signed)
                self.assertEqual(read.replace(b"\r\n", b"\n").rstrip(b"\n"), TEXT.rstrip(b"\n"))
                self.check((self.path / "found").read_bytes(), sender)

    def test_inline_detach(self):
        for form in ("binary", "clearsigned"):
            signed = self.ours("inline-sign", f"--as={form}", "anna.key", "rsa.key", data=TEXT)
            (self.path / "sig").unlink(missing_ok=True)
            data = self.ours("inline-detach", "--signatures-out=sig", data=signed)
            if form == "clearsigned":
                data = data.rstrip(b"\r\n")  # that line end was not signed
            found = self.sqop("verify", "sig", "anna.cert", "rsa.cert", data=data)
            self.assertEqual(len(found.splitlines()), 2)

    def test_encrypted_and_signed(self):
        for (writer, reader, sender), recipient in itertools.product(self.both_ways(), ("anna", "rsa")):
            sealed = writer("encrypt", f"--sign-with={sender}.key", f"{recipient}.cert", data=DATA)
            (self.path / "found").unlink(missing_ok=True)
            self.assertEqual(reader("decrypt", f"--verify-with={sender}.cert", "--verifications-out=found",
                                    f"{recipient}.key", data=sealed), DATA)
            self.check((self.path / "found").read_bytes(), sender)

    def test_several_recipients_signers_and_passwords(self):
        self.file("password", b"night train\n")
        for writer, reader in ((self.ours, self.sqop), (self.sqop, self.ours)):
            sealed = writer("encrypt", "--with-password=password", "--sign-with=anna.key", "--sign-with=rsa.key",
                            "anna.cert", "ben.cert", "rsa.cert", data=DATA)
            for opener in (["anna.key"], ["ben.key"], ["rsa.key"], ["--with-password=password"]):
                (self.path / "found").unlink(missing_ok=True)
                self.assertEqual(reader("decrypt", "--verify-with=anna.cert", "--verify-with=rsa.cert",
                                        "--verifications-out=found", *opener, data=sealed), DATA)
                self.assertEqual(len((self.path / "found").read_bytes().splitlines()), 2)

    def test_session_keys(self):
        sealed = self.sqop("encrypt", "anna.cert", data=DATA)
        self.sqop("decrypt", "--session-key-out=session", "anna.key", data=sealed)
        self.assertEqual(self.ours("decrypt", "--with-session-key=session", data=sealed), DATA)
        self.file("wrong", b"9:" + b"00" * 32)
        self.ours("decrypt", "--with-session-key=wrong", data=sealed, status=29)
        self.file("noise", b"hello")
        self.ours("decrypt", "--with-session-key=noise", data=sealed, status=41)

    def test_locked_keys(self):
        self.file("password", b"night train  \n")
        self.file("new", b"day train")
        self.pair(self.ours, "carl", "--with-key-password=password")
        sealed = self.ours("encrypt", "carl.cert", data=DATA)
        for sop in (self.ours, self.sqop):
            self.assertEqual(sop("decrypt", "--with-key-password=password", "carl.key", data=sealed), DATA)
        self.ours("decrypt", "carl.key", data=sealed, status=67)
        self.ours("sign", "carl.key", status=67)
        changed = self.ours("change-key-password", "--old-key-password=password", "--new-key-password=new",
                            data=(self.path / "carl.key").read_bytes())
        self.file("carl.new", changed)
        self.ours("decrypt", "--with-key-password=password", "carl.new", data=sealed, status=67)
        for sop in (self.ours, self.sqop):
            self.assertEqual(sop("decrypt", "--with-key-password=new", "carl.new", data=sealed), DATA)
        self.file("carl.open", self.ours("change-key-password", "--old-key-password=new", data=changed))
        self.assertEqual(self.sqop("decrypt", "carl.open", data=sealed), DATA)

    def test_revoked_keys(self):
        self.file("sig", self.ours("sign", "anna.key", data=DATA))
        self.file("revoked", self.ours("revoke-key", data=(self.path / "anna.key").read_bytes()))
        self.ours("encrypt", "revoked", data=DATA, status=17)
        for sop in (self.ours, self.sqop):
            sop("verify", "sig", "revoked", data=DATA, status=3)

    def test_kinds_of_keys(self):
        self.file("plain", self.ours("generate-key"))
        self.file("signing.key", self.ours("generate-key", "--signing-only", "Anna", "Anna <anna@nightmail.test>"))
        self.file("signing.cert", self.ours("extract-cert", data=(self.path / "signing.key").read_bytes()))
        self.ours("encrypt", "signing.cert", data=DATA, status=17)
        self.file("sig", self.ours("sign", "--no-armor", "signing.key", data=DATA))
        self.sqop("verify", "sig", "signing.cert", data=DATA)
        shown = self.run_in(["gpg", "--show-keys", "--with-colons", "signing.cert"], GNUPGHOME=str(self.path))
        self.assertEqual(shown.count(b"\nuid:"), 2)

    def test_armor(self):
        for name in ("anna.key", "anna.cert"):
            armored = (self.path / name).read_bytes()
            binary = self.ours("dearmor", data=armored)
            self.assertEqual(self.sqop("dearmor", data=armored), binary)
            self.assertEqual(self.sqop("dearmor", data=self.ours("armor", data=binary)), binary)
            self.assertEqual(self.ours("armor", data=armored), armored)
            self.assertEqual(self.ours("armor", data=binary).splitlines()[0], armored.splitlines()[0])


class Statuses(Folder):
    def setUp(self):
        super().setUp()
        self.pair(self.ours, "anna")
        self.sealed = self.ours("encrypt", "anna.cert", data=DATA)

    def test_versions_and_profiles(self):
        self.assertRegex(self.ours("version"), rb"^nightmail \d")
        self.assertRegex(self.ours("version", "--backend"), rb"^rnp 0\.")
        self.assertGreater(len(self.ours("version", "--extended").splitlines()), 2)
        self.assertRegex(self.ours("version", "--sop-spec"), rb"^~draft-dkg-openpgp-stateless-cli-\d\d\n")
        self.ours("version", "--backend", "--extended", status=83)
        for command in ("generate-key", "encrypt"):
            for line in self.ours("list-profiles", command).decode().splitlines():
                self.assertRegex(line, r"^[a-z0-9-]+: .+")
                self.ours(command, f"--profile={line.split(':')[0]}", *(["anna.cert"] * (command == "encrypt")))
        self.ours("list-profiles", "sign", status=89)
        self.ours("generate-key", "--profile=rfc9580", status=89)

    def test_usage(self):
        self.ours(status=69)
        self.ours("merge-certs", status=69)
        self.ours("sign", "--frobnicate", "anna.key", status=37)
        self.ours("sign", "--as=mime", "anna.key", status=37)
        self.ours("decrypt", "--session-key-out=x", "anna.key", data=self.sealed, status=37)
        for command in ("sign", "verify", "encrypt", "decrypt", "inline-sign", "inline-verify", "inline-detach"):
            self.ours(command, status=19)
        self.ours("decrypt", "--verify-with=anna.cert", "anna.key", data=self.sealed, status=23)
        self.ours("decrypt", "--verifications-out=out", "anna.key", data=self.sealed, status=23)
        self.ours("inline-sign", "--as=clearsigned", "--no-armor", "anna.key", status=83)

    def test_inputs_and_outputs(self):
        self.ours("sign", "nowhere", status=61)
        self.ours("sign", "@ENV:NOWHERE", status=61)
        self.ours("sign", "@FD:77", status=61)
        self.ours("sign", "@HTTP:there", status=71)
        self.file("@ENV:KEY", b"")
        self.ours("sign", "@ENV:KEY", status=73)
        self.ours("sign", "--micalg-out=anna.cert", "anna.key", status=59)
        self.ours("sign", "--micalg-out=micalg", "anna.key")
        self.assertEqual((self.path / "micalg").read_bytes(), b"pgp-sha512")
        key = (self.path / "anna.key").read_text()
        self.ours("sign", "@ENV:SECRET", data=DATA, SECRET=key)
        read, write = os.pipe()
        os.write(write, key.encode())
        os.close(write)
        subprocess.run([NIGHTMAIL, "sop", "sign", f"@FD:{read}"], input=DATA, check=True, pass_fds=[read],
                       capture_output=True, timeout=60)
        os.close(read)

    def test_bad_data(self):
        self.file("noise", b"hello")
        for command in (["sign", "noise"], ["encrypt", "noise"], ["verify", "noise", "anna.cert"],
                        ["inline-verify", "anna.cert"], ["dearmor"], ["armor"], ["extract-cert"],
                        ["decrypt", "anna.key"]):
            self.ours(*command, data=b"hello", status=41)
        self.ours("sign", "anna.cert", status=41)
        self.ours("encrypt", "anna.key", status=41)
        self.ours("sign", "--as=text", "anna.key", data=b"\xff", status=53)
        self.file("password", b"\xff\xfe")
        self.ours("encrypt", "--with-password=password", status=31)
        self.file("huge", b"\x99" + (10 << 20).to_bytes(2 + 2, "big")[2:] + bytes(10 << 20))
        self.ours("encrypt", "huge", status=41)

    def test_what_does_not_open(self):
        self.pair(self.ours, "eve")
        self.assertEqual(self.ours("decrypt", "eve.key", data=self.sealed, status=29), b"")
        binary = bytearray(self.ours("dearmor", data=self.sealed))
        binary[-5] ^= 1
        self.assertEqual(self.ours("decrypt", "anna.key", data=bytes(binary), status=29), b"")
        self.file("password", b"wrong")
        sealed = self.ours("encrypt", "--with-password=anna.cert", data=DATA)
        self.ours("decrypt", "--with-password=password", data=sealed, status=29)

    def test_certificates_that_cannot_be_used(self):
        for name in ("expired", "revoked", "sign-only", "expired-subkey", "revoked-subkey"):
            self.ours("encrypt", VECTORS / f"certificates/{name}.asc", status=17)
        self.ours("encrypt", VECTORS / "certificates/elgamal.asc", status=13)

    def test_dates(self):
        self.file("sig", self.ours("sign", "anna.key", data=DATA))
        for options, status in ((["--not-after=now"], 0), (["--not-before=now"], None), (["--not-before=-"], 0),
                                (["--not-after=2020-01-01T00:00:00Z"], 3), (["--not-before=20300101"], 3),
                                (["--not-before=tomorrow"], 37)):
            if status is not None:
                self.ours("verify", *options, "sig", "anna.cert", data=DATA, status=status)


class BesideGnuPG(Folder):
    def setUp(self):
        super().setUp()
        self.home = self.path / "home"
        self.home.mkdir(mode=0o700)
        self.addCleanup(subprocess.run, ["gpgconf", "--homedir", self.home, "--kill", "all"], timeout=60)
        self.pair(self.ours, "anna")
        self.gpg("--import", "anna.key")
        self.gpg("--quick-generate-key", "ben@nightmail.test", "rsa2048", "cert,sign", "never")
        self.fingerprint = self.gpg("--list-keys", "--with-colons", "ben@nightmail.test").decode().split(
            "fpr:::::::::")[1][:40]
        self.gpg("--quick-add-key", self.fingerprint, "rsa2048", "encr", "never")
        self.file("ben.cert", self.gpg("--export", "--armor", "ben@nightmail.test"))

    def gpg(self, *arguments, data=b"", status=0):
        return self.run_in(["gpg", "--homedir", self.home, "--batch", "--yes", "--quiet", "--no-tty",
                            "--pinentry-mode", "loopback", "--passphrase", "night train", "--trust-model",
                            "always", *arguments], data, status)

    def test_reads_ours(self):
        sealed = self.ours("encrypt", "--sign-with=anna.key", "ben.cert", data=DATA)
        self.assertEqual(self.gpg("--status-fd", "2", "--decrypt", data=sealed), DATA)
        self.file("sig", self.ours("sign", "anna.key", data=DATA))
        self.file("data", DATA)
        self.gpg("--verify", "sig", "data")
        self.file("data", DATA + b"x")
        self.gpg("--verify", "sig", "data", status=1)
        self.gpg("--verify", data=self.ours("inline-sign", "--as=clearsigned", "anna.key", data=TEXT))
        self.file("password", b"night train")
        sealed = self.ours("encrypt", "--with-password=password", data=DATA)
        self.assertEqual(self.gpg("--decrypt", data=sealed), DATA)

    def test_listing_names_nothing(self):
        listing = self.gpg("--list-packets", data=self.ours("encrypt", "ben.cert", data=DATA)).decode()
        self.assertIn('created 0, name=""', listing)
        self.assertIn("mdc_method: 2", listing)
        self.assertNotIn("compressed packet", listing)

    def test_old_and_odd_messages_open(self):
        options = [["--cipher-algo", cipher] for cipher in
                   ("3DES", "CAST5", "BLOWFISH", "AES", "AES192", "TWOFISH", "CAMELLIA256")]
        options += [["--compress-algo", name] for name in ("zip", "zlib", "bzip2")]
        options += [["--throw-keyids"], ["--armor"], ["--textmode"], ["--set-filename", "x"]]
        for option in options:
            with self.subTest(option=option):
                sealed = self.gpg("--encrypt", "--sign", "-u", "ben@nightmail.test", "-r", "anna@nightmail.test",
                                  *option, data=TEXT)
                (self.path / "found").unlink(missing_ok=True)
                opened = self.ours("decrypt", "--verify-with=ben.cert", "--verifications-out=found", "anna.key",
                                   data=sealed)
                self.assertEqual(opened.replace(b"\r\n", b"\n"), TEXT)
                self.assertIn(self.fingerprint.encode(), (self.path / "found").read_bytes())

    def test_dsa_and_elgamal_open(self):
        self.gpg("--quick-generate-key", "old@nightmail.test", "dsa2048", "cert,sign", "never")
        fingerprint = self.gpg("--list-keys", "--with-colons", "old@nightmail.test").decode().split(
            "fpr:::::::::")[1][:40]
        self.gpg("--quick-add-key", fingerprint, "elg2048", "encr", "never")
        self.file("old.key", self.gpg("--export-secret-keys", "--armor", "old@nightmail.test"))
        self.file("password", b"night train")
        sealed = self.gpg("--encrypt", "-r", "old@nightmail.test", "--cipher-algo", "3DES", data=DATA)
        self.assertEqual(self.ours("decrypt", "--with-key-password=password", "old.key", data=sealed), DATA)

    def test_inline_pgp_and_signatures(self):
        for options in (["--clear-sign"], ["--sign"], ["--sign", "--armor"], ["--sign", "-z", "0"]):
            signed = self.gpg("-u", "ben@nightmail.test", *options, data=TEXT)
            self.assertEqual(self.ours("inline-verify", "ben.cert", data=signed), TEXT)
        clear = self.gpg("-u", "ben@nightmail.test", "--clear-sign", data=TEXT)
        self.ours("inline-verify", "ben.cert", data=clear.replace(b"Zeile", b"Seile"), status=3)
        self.ours("inline-verify", "ben.cert", data=b"hidden\n" + clear, status=41)

    def test_unprotected_messages_stay_shut(self):
        sealed = self.gpg("--encrypt", "--sign", "-r", "anna@nightmail.test", data=DATA)
        session = self.gpg("--show-session-key", "--decrypt", data=sealed)
        self.assertEqual(session, DATA)
        literal = b"\xcb" + bytes([len(TEXT) + 6]) + b"b\0\0\0\0\0" + TEXT
        self.assertEqual(self.ours("decrypt", "anna.key", data=literal, status=29), b"")


class BesideRnp(Folder):
    def rnp(self, *arguments, data=b"", status=0):
        return self.run_in(["rnp", "--homedir", self.path, "--password=", *arguments], data, status)

    def test_both_ways(self):
        self.pair(self.ours, "anna")
        keys = ["--keyfile", "anna.key"]
        self.file("data", DATA)
        self.file("sealed", self.ours("encrypt", "--sign-with=anna.key", "anna.cert", data=DATA))
        self.rnp(*keys, "--decrypt", "sealed", "--output", "opened")
        self.assertEqual((self.path / "opened").read_bytes(), DATA)
        self.file("data.sig", self.ours("sign", "anna.key", data=DATA))
        self.rnp(*keys, "--verify", "data.sig")
        for options in ([], ["--aead=ocb"], ["--aead=eax"], ["--cipher=CAMELLIA128"]):
            self.rnp(*keys, "--encrypt", "--sign", "-r", "anna", *options, "data", "--output", "theirs", "--overwrite")
            opened = self.ours("decrypt", "anna.key", data=(self.path / "theirs").read_bytes())
            self.assertEqual(opened, DATA)


class BesideOpenPGPjs(Folder):
    def peer(self, *arguments, data=b"", status=0):
        return self.run_in(["node", HERE / "openpgpjs/peer.js", *arguments], data, status)

    def test_both_ways(self):
        self.pair(self.ours, "anna")
        for kind in ("ecc", "rsa"):
            with self.subTest(kind=kind):
                self.file("ben.key", self.peer("generate", kind))
                self.file("ben.cert", self.ours("extract-cert", data=(self.path / "ben.key").read_bytes()))
                sealed = self.ours("encrypt", "--sign-with=anna.key", "ben.cert", data=DATA)
                self.assertEqual(self.peer("decrypt", "ben.key", "anna.cert", data=sealed), DATA)
                sealed = self.peer("encrypt", "ben.key", "anna.cert", data=DATA)
                (self.path / "found").unlink(missing_ok=True)
                self.assertEqual(self.ours("decrypt", "--verify-with=ben.cert", "--verifications-out=found",
                                           "anna.key", data=sealed), DATA)
                self.assertEqual(len((self.path / "found").read_bytes().splitlines()), 1)
                clear = self.peer("cleartext", "ben.key", data=TEXT)
                self.ours("inline-verify", "ben.cert", data=clear)
                self.peer("verify", "anna.cert", data=self.ours("inline-sign", "--as=clearsigned", "anna.key",
                                                                 data=TEXT))

    def test_what_is_newer_is_refused_with_a_word(self):
        self.pair(self.ours, "anna")
        self.file("v6.key", self.peer("generate", "v6"))
        key = (self.path / "v6.key").read_bytes()
        self.ours("sign", "v6.key", status=13)
        self.ours("extract-cert", data=key, status=13)
        self.file("v6.cert", self.peer("certificate", "v6.key"))
        self.ours("encrypt", "v6.cert", status=13)
        done = subprocess.run([NIGHTMAIL, "sop", "decrypt", "anna.key"], cwd=self.path, capture_output=True,
                              input=self.peer("seipd2", "anna.cert", data=DATA), timeout=60)
        self.assertEqual((done.returncode, done.stdout), (29, b""))
        self.assertIn(b"SEIPD version 2", done.stderr)


unittest.main()
