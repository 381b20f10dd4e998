# SPDX-License-Identifier: Apache-2.0
"""Zone: a DNS zone of the test's, signed (DNSSEC) and served by a private Knot DNS on a loopback port."""
import shutil

from . import ports, programs

SETTINGS = """
server:
    rundir: "{folder}/run"
    listen: 127.0.0.1@{port}
    automatic-acl: off
database:
    storage: "{folder}/db"
log:
  - target: stderr
    any: info
policy:
  - id: one-key
    manual: on
    single-type-signing: on
zone:
  - domain: {name}.
    file: "{folder}/{name}.zone"
    zonefile-load: difference
    zonefile-sync: -1
    journal-content: all
    dnssec-signing: on
    dnssec-policy: one-key
"""

START = """$ORIGIN {name}.
$TTL 60
@ SOA ns.{name}. hostmaster.{name}. 1 60 60 600 60
@ NS ns.{name}.
ns A 127.0.0.1
"""


class Zone:
    """records: lines of a zone file, names without a final dot below `name`."""

    def __init__(self, test, records, name="peers.test"):
        self.test, self.name, self.port = test, name, test.port()
        self.folder = test.subfolder(f"zone-{self.port}")
        self.config, self.anchor = self.folder / "knot.conf", self.folder / "anchor.key"
        self.config.write_text(SETTINGS.format(folder=self.folder, name=name, port=self.port))
        (self.folder / f"{name}.zone").write_text(START.format(name=name) + "\n".join(records) + "\n")
        for part in ("run", "db"):
            (self.folder / part).mkdir()
        self.key = self.new_key()
        self.anchor.write_bytes(self.keymgr("dnskey"))

    def new_key(self):
        """A key that signs the zone; returns its id."""
        return self.keymgr("generate", "algorithm=ecdsap256sha256", "ksk=yes", "zsk=yes").decode().split()[0]

    def replace_key(self):
        """Before start: the zone gets signatures that the trust anchor does not know."""
        self.keymgr("delete", self.key)
        self.new_key()

    def keymgr(self, *words):
        return programs.output_of(["keymgr", "-c", self.config, f"{self.name}.", *words])[0]

    @property
    def settings(self):
        """The [dns] section of a nightmaild that asks this name server and trusts its zone."""
        return f'[dns]\nresolver = "127.0.0.1:{self.port}"\ntrust_anchor = "{self.anchor}"\n'

    def start(self):
        process = self.test.start(f"knotd-{self.port}", [shutil.which("knotd") or "/usr/sbin/knotd", "-c", self.config])
        ports.wait_open(self.port, process)
        self.test.wait(lambda: b"DNSSEC, successfully signed" in process.log.read_bytes(), 60, "the zone is signed")
        return self
