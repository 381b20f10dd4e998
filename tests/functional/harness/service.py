# SPDX-License-Identifier: Apache-2.0
"""Service: the real nightmaild on free loopback ports."""
import signal
import time


class Service:
    def __init__(self, test, program, domains=("nightmail.test",), options=(), data=None, prefix=()):
        self.test, self.program, self.domains = test, program, domains
        self.options, self.prefix = list(options), list(prefix)  # prefix: a program that runs it, such as strace
        self.data = data or test.folder / "data"
        self.http, self.smtp, self.lmtp = test.port(), test.port(), test.port()
        self.process = None

    @property
    def url(self):
        return f"http://localhost:{self.http}"

    @property
    def log(self):
        return self.test.folder / "nightmaild.log"

    def command(self):
        words = [*self.prefix, self.program, "serve", "--data", self.data, "--http", self.http, "--smtp", self.smtp,
                 "--lmtp", self.lmtp]
        for domain in self.domains:
            words += ["--domain", domain]
        return words + self.options

    def start(self, seconds=20):
        seen = self.log.stat().st_size if self.log.exists() else 0
        self.process = self.test.start("nightmaild", self.command())
        end = time.monotonic() + seconds
        while b"\nready: " not in b"\n" + self.log.read_bytes()[seen:]:
            if not self.process.alive():
                raise RuntimeError(f"nightmaild ended with {self.process.popen.returncode}\n{self.process.log_tail()}")
            if time.monotonic() > end:
                raise TimeoutError(f"nightmaild is not ready after {seconds} s\n{self.process.log_tail()}")
            time.sleep(0.02)
        return self

    def stop(self):
        """SIGTERM; a service that does not end by itself within 15 s, or not with code 0, is a failure."""
        self.process.popen.send_signal(signal.SIGTERM)
        code = self.process.popen.wait(15)
        assert code == 0, f"nightmaild ended with {code}\n{self.process.log_tail()}"

    def kill9(self):
        self.process.kill9()

    def restart(self):
        if self.process.alive():
            self.stop()
        return self.start()
