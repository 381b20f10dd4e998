# SPDX-License-Identifier: Apache-2.0
"""Mail: builds real messages, as bytes with CRLF: attachments, 8-bit text, DKIM signatures."""
import email.message
import email.policy
import email.utils

import dkim

from . import programs


class Mail:
    """Mail("a@b", "c@d", subject="…", text="…", attachments={"x.pdf": b"…"}).bytes()"""

    def __init__(self, sender, recipient, subject="hello", text="Hello.\n", html=None, attachments=None,
                 headers=None, eight_bit=False):
        policy = email.policy.SMTP.clone(cte_type="8bit", utf8=False)
        self.message = email.message.EmailMessage(policy)
        self.message["From"], self.message["To"], self.message["Subject"] = sender, recipient, subject
        self.message["Date"] = email.utils.localtime()
        self.message["Message-ID"] = email.utils.make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
        for name, value in (headers or {}).items():
            self.message[name] = value
        self.message.set_content(text, cte="8bit" if eight_bit else None)
        if html is not None:
            self.message.add_alternative(html, subtype="html")
        for name, data in (attachments or {}).items():
            self.message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)

    def bytes(self):
        return bytes(self.message)


class Dkim:
    """A signer and checker over dkimpy, with a key that only this object publishes."""

    def __init__(self, folder, domain, selector="test"):
        self.domain, self.selector = domain.encode(), selector.encode()
        key = folder / "dkim.pem"
        programs.output_of(["openssl", "genrsa", "-out", key, "2048"])
        self.private = key.read_bytes()
        public, _ = programs.output_of(["openssl", "rsa", "-in", key, "-pubout", "-outform", "PEM"])
        self.record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])

    def sign(self, mail):
        return dkim.sign(mail, self.selector, self.domain, self.private,
                         include_headers=[b"from", b"to", b"subject", b"date", b"message-id"]) + mail

    def verify(self, mail):
        """True if the message carries a valid signature of this key."""
        return dkim.verify(mail, dnsfunc=lambda name, timeout=5: self.record)
