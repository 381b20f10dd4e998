# SPDX-License-Identifier: Apache-2.0
"""HttpsFront: a TLS server that hands every connection on to a port of ours, as a site's reverse proxy does.
Its certificate comes from a private authority of the test's."""
import socket
import ssl
import threading

from .certificates import Authority


class HttpsFront:
    def __init__(self, folder, names, address, to_port):
        self.folder, self.names, self.address, self.to_port = folder, names, address, to_port
        self.by_name = {}  # host name -> another port of ours
        self.authority = folder / "authority.pem"

    def start(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*Authority(self.folder).certificate(self.names))
        context.sni_callback = self.remember_name
        self.listener = socket.create_server(self.address)
        self.context = context
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    @staticmethod
    def remember_name(connection, name, _context):
        connection.asked_name = name

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        """One request a connection: what comes is passed on until one of the two ends."""
        try:
            with self.context.wrap_socket(connection, server_side=True) as outer, \
                    socket.create_connection(("127.0.0.1", self.port_for(outer)), 10) as inner:
                outer.settimeout(10)
                back = threading.Thread(target=self.copy, args=(inner, outer), daemon=True)
                back.start()
                self.copy(outer, inner)
                back.join(10)
        except OSError:
            pass  # the peer went, or refused the certificate

    def port_for(self, connection):
        return self.by_name.get(getattr(connection, "asked_name", None), self.to_port)

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def stop(self):
        self.listener.close()
