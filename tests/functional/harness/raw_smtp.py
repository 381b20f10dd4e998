# SPDX-License-Identifier: Apache-2.0
"""RawSmtp: an SMTP or LMTP client that sends exactly the bytes it is told, right or wrong."""
import socket

from .programs import stuffed


class RawSmtp:
    def __init__(self, port, hello="EHLO raw.test", seconds=20):
        """hello=None: says nothing, and leaves the greeting unread."""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.reader = self.socket.makefile("rb")
        if hello:
            assert self.reply().startswith("220"), "greeting"
            self.extensions = self.command(hello)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def reply(self):
        """One reply with all its lines; "" once the server has closed."""
        lines = []
        while True:
            try:
                line = self.reader.readline().decode(errors="replace")
            except ConnectionResetError:
                line = ""
            lines.append(line)
            if line[3:4] != "-":
                return "".join(lines).strip()

    def command(self, line):
        self.send(line + "\r\n")
        return self.reply()

    def expect(self, line, start):
        answer = self.command(line)
        assert answer.startswith(start), f"{line[:60]}: {answer[:200]}"
        return answer

    def open_data(self, recipient, sender="ben@sender.test"):
        self.expect(f"MAIL FROM:<{sender}>", "250")
        for one in [recipient] if isinstance(recipient, str) else recipient:
            self.expect(f"RCPT TO:<{one}>", "250")
        self.expect("DATA", "354")

    def deliver(self, recipient, mail, sender="ben@sender.test"):
        """Returns the reply after the final dot."""
        self.open_data(recipient, sender)
        self.send(stuffed(mail) + b".\r\n")
        return self.reply()

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.reader.close()
        self.socket.close()
