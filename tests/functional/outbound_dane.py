#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""DANE (RFC 7672) against Postfix and a zone that Knot DNS signs: mail goes to the server whose certificate the zone
names, over TLS; where it names another, or the zone is forged, the mail waits, and none of it is on the wire."""
from harness import Canary, run
from harness.certificates import Authority, tlsa_of
from harness.sender import Sender
from harness.wire import Wire
from harness.zone import Zone

OTHER = "3 1 1 " + "5a" * 32

RECORDS = """
right MX 10 mx
mx A 127.0.0.1
_25._tcp.mx TLSA {right}
wrong MX 10 mx-wrong
mx-wrong A 127.0.0.1
_25._tcp.mx-wrong TLSA {other}
rollover MX 10 mx-rollover
mx-rollover A 127.0.0.1
_25._tcp.mx-rollover TLSA {other}
_25._tcp.mx-rollover TLSA {right}
none MX 10 mx-none
mx-none A 127.0.0.1
"""


class Scene:
    """Anna's server - the wire - Postfix with STARTTLS - a sink that keeps what Postfix took."""

    def __init__(self, test, strip=False, forged=False):
        self.test, self.canary, self.sink = test, Canary(), test.sink()
        certificate, key = Authority(test.subfolder("tls")).certificate(["mx.peers.test"])
        postfix = test.postfix(to_port=self.sink.port, domains=["peers.test"], settings=[
            "smtpd_tls_security_level = may", f"smtpd_tls_cert_file = {certificate}", f"smtpd_tls_key_file = {key}",
            "smtpd_tls_received_header = yes"])
        self.wire = Wire(postfix.port, strip).start()
        zone = Zone(test, RECORDS.format(right=tlsa_of(certificate), other=OTHER).splitlines())
        if forged:
            zone.replace_key()
        self.sender = Sender(test, self.wire.port, more=zone.start().settings, retry=(3600, 3600))

    def send(self, domain):
        """One mail to a domain of the zone; returns its bytes."""
        address = self.canary.make("sender of " + domain) + "@" + domain + ".peers.test"
        return self.sender.send(self.canary.make("subject for " + domain), address)[0]

    def nothing_in_clear(self):
        path = self.test.folder / "wire.bytes"
        path.write_bytes(bytes(self.wire.sent))
        hits = self.canary.hits(path)
        assert hits == [] and b"MAIL FROM" not in self.wire.sent.upper(), (hits, bytes(self.wire.sent)[:500])


def the_zone_decides(test):
    scene = Scene(test)
    scene.send("wrong")
    scene.sender.wait_deferred("4.7.")
    assert scene.wire.connections and b"STARTTLS" in scene.wire.sent and scene.sink.mails == []
    for domain in ("right", "rollover", "none"):  # without TLSA records any certificate will do
        mail = scene.send(domain)
        [content] = test.wait(lambda: scene.sink.mails, 60, f"the mail to {domain} arrives")
        assert content[2].endswith(mail) and b"using TLSv1.3" in content[2], (domain, content)
        scene.sink.mails.clear()
    assert len(scene.sender.jmap.submissions()) == 1, "the mail that waits"
    scene.nothing_in_clear()


def a_forged_zone_leads_nowhere(test):
    scene = Scene(test, forged=True)
    scene.send("right")
    scene.sender.wait_deferred("4.7.")
    assert scene.wire.connections == 0


def starttls_taken_away(test):
    """A downgrade attack: the mail waits where the zone promises TLS."""
    scene = Scene(test, strip=True)
    scene.send("right")
    scene.sender.wait_deferred("4.7.")
    scene.nothing_in_clear()
    scene.send("none")  # no promise: rather in clear than not at all
    scene.test.wait(lambda: scene.sink.mails, 60, "the mail without promise arrives")
    assert b"using TLS" not in scene.sink.mails[0][2] and len(scene.sender.jmap.submissions()) == 1


run(the_zone_decides, a_forged_zone_leads_nowhere, starttls_taken_away)
