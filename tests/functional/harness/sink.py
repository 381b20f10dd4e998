# SPDX-License-Identifier: Apache-2.0
"""Sink: a small SMTP or LMTP server in threads of the test, which keeps what it gets.

It answers 250 to everything; tests of a sending server can make it answer otherwise."""
import socketserver
import threading

SILENCE, GONE = "", None


class Sink:
    def __init__(self, lmtp=False, answers=None):
        """answers: command word -> reply to give instead, such as {"RCPT": "450 4.2.0 later"}; "GREETING" and "DOT"
        stand for those two places. SILENCE: it says nothing; GONE: it closes (after the dot: the mail is kept)."""
        self.lmtp, self.answers = lmtp, answers or {}
        self.mails = []  # (sender, [recipients], bytes with CRLF)
        self.silences = 0  # how often it owed an answer
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 30

            def handle(self):
                Session(sink, self.rfile, self.wfile).run()

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def start(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self


class Session:
    def __init__(self, sink, reader, writer):
        self.sink, self.reader, self.writer = sink, reader, writer
        self.sender, self.recipients = None, []

    def say(self, text):
        if text is GONE:
            raise ConnectionAbortedError
        if text is SILENCE:
            self.sink.silences += 1
            return
        self.writer.write(text.encode() + b"\r\n")

    def run(self):
        try:
            self.say(self.sink.answers.get("GREETING", "220 sink.test"))
            while line := self.reader.readline(10_000):
                word = line[:4].upper().decode(errors="replace")
                self.command(word, line.decode(errors="replace").strip())
                if word == "QUIT":
                    return
        except OSError:  # the peer went away, or was silent for too long
            pass

    def command(self, word, line):
        if word in self.sink.answers:
            return self.say(self.sink.answers[word])
        if word in ("EHLO", "LHLO"):
            return self.say("250-sink.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250 SIZE")
        if word == "MAIL":
            self.sender, self.recipients = address(line), []
        elif word == "RCPT":
            if self.sender is None:
                return self.say("503 5.5.1 MAIL first")
            self.recipients.append(address(line))
        elif word == "DATA":
            if not self.recipients:  # a pipelining client sends it before it knows
                return self.say("554 5.5.1 no valid recipients")
            return self.data()
        self.say("221 bye" if word == "QUIT" else "250 ok")

    def data(self):
        self.say("354 go on")
        lines = []
        while (line := self.reader.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line[1:] if line.startswith(b".") else line)
        verdict = self.sink.answers.get("DOT", "250 kept")
        if verdict is not GONE and not verdict.startswith("250"):
            return self.say(verdict)
        self.sink.mails.append((self.sender, self.recipients, b"".join(lines)))
        recipients, self.sender, self.recipients = self.recipients, None, []
        for _ in recipients if self.sink.lmtp else [1]:
            self.say(verdict)


def address(line):
    return line[line.index("<") + 1:line.index(">")]
