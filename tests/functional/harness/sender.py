# SPDX-License-Identifier: Apache-2.0
"""Sender: a service whose port for other mail servers is a port of the test's, with a user who writes, Anna by default."""
from .mails import Mail
from .programs import output_of

CONFIG = """
[outbound]
port = {port}
retry_first_seconds = {first}
retry_longest_seconds = {longest}
[fetch]
private_addresses = true
{fetch}
[limits]
messages_per_day = 0
new_recipients_per_day = 0
{more}
"""


class Sender:
    """An address literal such as x@[127.0.0.1] leads to the port without DNS; `more` can name a resolver."""

    def __init__(self, test, port, more="", fetch="", retry=(1, 2), user="anna@nightmail.test"):
        """retry: the first and the longest wait between two attempts, in seconds. fetch: more of that section."""
        domain = user.partition("@")[2]
        self.test, self.config = test, test.folder / f"{domain}.toml"
        self.config.write_text(CONFIG.format(port=port, more=more, fetch=fetch, first=retry[0], longest=retry[1]))
        self.service = test.service(options=["--config", self.config], domains=(domain,), data=test.folder / f"{domain}-data")
        self.anna = test.client(self.service, user)
        self.anna.signup()
        self.jmap = test.jmap(self.service, self.anna)

    def send(self, subject, *recipients, **options):
        """(the bytes, the submission's id)"""
        recipients = recipients or ("x@[127.0.0.1]",)
        mail = Mail(self.anna.address, "x@elsewhere.test", subject=subject, text=".dots\n.. and\nlines\n").bytes()
        return mail, self.jmap.send(mail, *recipients, **options)

    def queue(self, *words, check=True):
        """nightmaild queue WORDS: what it prints; check=False: the exit code."""
        command = [self.service.program, "queue", *words, "--config", self.config, "--data", self.service.data]
        out, code = output_of(command, check=check)
        return out.decode() if check else code

    def wait_empty(self, seconds=60):
        self.test.wait(lambda: self.jmap.submissions() == [], seconds, "the queue is empty")

    def wait_deferred(self, reply, seconds=60):
        """Waits for an attempt that ended with `reply`, such as "451 4.7.1"; returns the list."""
        def listed():
            text = self.queue("list")
            return reply in text and text
        try:
            return self.test.wait(listed, seconds)
        except AssertionError:
            raise AssertionError(f"no attempt ended with {reply}:\n{self.queue('list')}") from None
