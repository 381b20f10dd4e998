# SPDX-License-Identifier: Apache-2.0
"""Authority: a private certificate authority of one test, made with openssl, and the host certificates it signs."""
import hashlib

from . import programs

NEW_KEY = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


class Authority:
    def __init__(self, folder):
        self.folder, self.file, self.key = folder, folder / "authority.pem", folder / "authority.key"
        programs.output_of([*NEW_KEY, "-keyout", self.key, "-out", self.file, "-subj", "/CN=test authority",
                            "-addext", "keyUsage=critical,keyCertSign"])

    def certificate(self, names):
        """(certificate file, key file) of a host with these names."""
        made, key = self.folder / f"{names[0]}.pem", self.folder / f"{names[0]}.key"
        alternatives = ",".join(f"DNS:{name}" for name in names)
        programs.output_of([*NEW_KEY, "-CA", self.file, "-CAkey", self.key, "-keyout", key, "-out", made,
                            "-subj", f"/CN={names[0]}", "-addext", f"subjectAltName={alternatives}",
                            "-addext", "basicConstraints=critical,CA:FALSE"])
        return made, key


def tlsa_of(certificate):
    """The data of a TLSA record "3 1 1": the SHA-256 of the certificate's public key (RFC 6698)."""
    public, _ = programs.output_of(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"])
    der, _ = programs.output_of(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public)
    return f"3 1 1 {hashlib.sha256(der).hexdigest()}"
