# SPDX-License-Identifier: Apache-2.0
"""Wire: stands between two SMTP servers, hands every byte on and keeps it; it can take STARTTLS away (a
downgrade attack)."""
import socket
import threading


class Wire:
    def __init__(self, to_port, strip=False):
        """strip: the offer of STARTTLS does not reach the client."""
        self.to_port, self.strip = to_port, strip
        self.sent = bytearray()  # by clients, all connections together
        self.answered = bytearray()  # by the server
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def start(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.join, args=(client,), daemon=True).start()

    def join(self, client):
        with client, socket.create_connection(("127.0.0.1", self.to_port), 10) as server:
            server.settimeout(None)
            back = threading.Thread(target=self.copy, args=(server, client, self.answered, self.strip), daemon=True)
            back.start()
            self.copy(client, server, self.sent, False)
            back.join()

    @staticmethod
    def copy(source, target, kept, strip):
        try:
            while data := source.recv(65536):
                kept += data
                target.sendall(data.replace(b"250-STARTTLS\r\n", b"250-XXXXXXXX\r\n") if strip else data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
