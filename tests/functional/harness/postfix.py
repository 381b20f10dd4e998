# SPDX-License-Identifier: Apache-2.0
"""Postfix: a private instance with its own configuration, queue and log, on a loopback port.

It takes mail from loopback and relays all of it to one port, over SMTP or LMTP."""
from . import ports, programs

MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix  n - n 60   1 pickup
cleanup   unix  n - n -    0 cleanup
qmgr      unix  n - n 300  1 qmgr
rewrite   unix  - - n -    - trivial-rewrite
bounce    unix  - - n -    0 bounce
defer     unix  - - n -    0 bounce
trace     unix  - - n -    0 bounce
verify    unix  - - n -    1 verify
flush     unix  n - n 1000 0 flush
proxymap  unix  - - n -    - proxymap
tlsmgr    unix  - - n 1000 1 tlsmgr
smtp      unix  - - n -    - smtp
relay     unix  - - n -    - smtp
lmtp      unix  - - n -    - lmtp
showq     unix  n - n -    - showq
error     unix  - - n -    - error
retry     unix  - - n -    - error
discard   unix  - - n -    - discard
anvil     unix  - - n -    1 anvil
scache    unix  - - n -    1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.test
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
mydestination =
local_recipient_maps =
alias_maps =
disable_dns_lookups = yes
smtp_host_lookup = native
lmtp_host_lookup = native
default_transport = {next}
relay_transport = {next}
relay_domains = {domains}
message_size_limit = 0
mailbox_size_limit = 0
smtputf8_enable = yes
smtp_tls_security_level = {tls}
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
bounce_notice_recipient = nobody@postfix.test
"""


class Postfix:
    def __init__(self, test, to_port, lmtp=False, domains=("nightmail.test",), tls="may", settings=(), prefix=()):
        """settings: more lines for main.cf; prefix: a program that runs it, such as strace."""
        self.test, self.port, self.prefix = test, test.port(), list(prefix)
        self.folder = test.subfolder(f"postfix-{self.port}")
        self.config = test.subfolder(f"postfix-{self.port}-config")
        values = {"folder": self.folder, "port": self.port, "domains": " ".join(domains), "tls": tls,
                  "next": f"lmtp:inet:127.0.0.1:{to_port}" if lmtp else f"smtp:[127.0.0.1]:{to_port}"}
        (self.config / "main.cf").write_text(MAIN_CF.format(**values) + "\n".join(settings) + "\n")
        (self.config / "master.cf").write_text(MASTER_CF.format(**values))
        self.process = None

    def start(self):
        for name in ("queue", "data"):
            (self.folder / name).mkdir()
        programs.output_of(["chown", "postfix", self.folder / "data"])
        programs.output_of(["postfix", "-c", self.config, "check"], seconds=150)  # makes the queue's folders
        directory = self.setting("daemon_directory")
        self.process = self.test.start(f"postfix-master-{self.port}",
                                       [*self.prefix, f"{directory}/master", "-c", self.config, "-d"])
        ports.wait_open(self.port, self.process)
        return self

    def setting(self, name):
        return programs.output_of(["postconf", "-c", self.config, "-h", name])[0].decode().strip()

    def stop(self):
        self.process.stop()

    def queue_length(self):
        out, _ = programs.output_of(["postqueue", "-c", self.config, "-j"])
        return len(out.splitlines())

    def flush(self):
        """Tries at once to deliver what is queued."""
        programs.output_of(["postqueue", "-c", self.config, "-f"])

    def wait_empty(self, seconds=60):
        self.test.wait(lambda: self.queue_length() == 0, seconds, "Postfix's queue is empty")
