# SPDX-License-Identifier: Apache-2.0
"""Test: one test's folder, programs and end. run(): the last line of a test script."""
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import traceback

from . import ports, programs
from .client import Client
from .dovecot import Dovecot
from .gpg import Gpg
from .jmap import Jmap
from .postfix import Postfix
from .service import Service
from .sink import Sink

TOP = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("NIGHTMAIL_BUILD", TOP / "build/release"))
SECONDS = 240  # for a whole script; ctest would end it, and not what it started, at 300


class Skip(Exception):
    """This machine can't run the test; the text says why."""


class Test:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="nightmail-test-"))
        self.folder.chmod(0o711)  # Postfix and Dovecot run as users of their own
        self.running = []  # Process, in the order of starting

    # -- our programs ---------------------------------------------------------------------------
    def service(self, **options):
        """A started nightmaild with data in this test's folder."""
        return Service(self, BUILD / "src/apps/nightmaild/nightmaild", **options).start()

    def client(self, service, address, password="correct horse battery", home=None):
        """The nightmail client of one person; nothing runs before one of its methods is called."""
        home = home or self.folder / ("home-" + address.replace("@", "-"))
        return Client(BUILD / "src/apps/nightmail/nightmail", home, service.url, address, password)

    def jmap(self, service, client):
        """JMAP as the device of `client`'s person, who must have signed up."""
        return Jmap(BUILD / "tests/interop/session_tool", service, client.address, client.password)

    # -- peers ------------------------------------------------------------------------------------
    def sink(self, **options):
        """An SMTP or LMTP server in Python that keeps what it gets."""
        return Sink(**options).start()

    def postfix(self, **options):
        """A private Postfix that relays to a port of ours."""
        if os.geteuid() != 0:
            raise Skip("Postfix can only be started by root")
        return Postfix(self, **options).start()

    def dovecot(self, **options):
        """A private Dovecot that takes mail over LMTP."""
        if os.geteuid() != 0:
            raise Skip("Dovecot's LMTP server can only be started by root")
        return Dovecot(self, **options).start()

    def gpg(self):
        return Gpg(self.subfolder("gpg", 0o700))

    # -- for the above ----------------------------------------------------------------------------
    def subfolder(self, name, mode=0o755):
        path = self.folder / name
        path.mkdir()
        path.chmod(mode)
        return path

    def port(self):
        return ports.free_port()

    def start(self, name, command, **options):
        """Starts a program whose output goes to FOLDER/name.log; it is ended with the test."""
        process = programs.Process(name, command, self.folder / f"{name}.log", **options)
        self.running.append(process)
        return process

    def wait(self, condition, seconds=10, what="condition"):
        """Asks until condition() is true and returns its value."""
        end = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not within {seconds} s")
            time.sleep(0.05)

    def close(self):
        for process in reversed(self.running):
            process.stop()

    def show_logs(self):
        logs = [path for path in self.folder.rglob("*.log") if "index" not in path.name]
        for log in sorted(logs):
            print(f"--- {log.name}: the end", *log.read_text(errors="replace").splitlines()[-30:], sep="\n")


def out_of_time(_signal, _frame):
    raise TimeoutError(f"the test took longer than {SECONDS} s")


def run_one(function):
    test = Test()
    try:
        function(test)
        print(f"ok {function.__name__}")
        return "ok"
    except Skip as reason:
        print(f"SKIPPED {function.__name__}: {reason}")
        return "skipped"
    except BaseException:
        traceback.print_exc(file=sys.stdout)
        print(f"FAILED {function.__name__}")
        test.show_logs()
        return "failed"
    finally:
        signal.alarm(30)  # for ending
        test.close()
        shutil.rmtree(test.folder, ignore_errors=True)


def run(*functions):
    """Runs each function with a Test of its own. The exit code is 0, 1 (a failure) or 77 (skipped)."""
    signal.signal(signal.SIGALRM, out_of_time)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.stdout.reconfigure(line_buffering=True)
    results = []
    for function in functions:
        signal.alarm(SECONDS)
        results.append(run_one(function))
    sys.exit(1 if "failed" in results else 77 if "skipped" in results else 0)
