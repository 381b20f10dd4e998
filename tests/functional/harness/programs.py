# SPDX-License-Identifier: Apache-2.0
"""Process: a program that a test started; and small programs that run to their end."""
import ctypes
import os
import signal
import subprocess

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def die_with_parent():
    """In the child: the kernel ends it if the test itself is killed."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Process:
    def __init__(self, name, command, log, stop_signal=signal.SIGTERM, **options):
        self.name, self.log, self.stop_signal = name, log, stop_signal
        with open(log, "ab") as output:
            self.popen = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                          stdout=output, stderr=subprocess.STDOUT,
                                          preexec_fn=die_with_parent, start_new_session=True, **options)

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def log_tail(self, lines=20):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, seconds=10):
        """Asks it to end, waits, and kills it if it does not. Returns the exit code."""
        if self.alive():
            self.popen.send_signal(self.stop_signal)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        self.end_children()
        return self.popen.returncode

    def kill9(self):
        self.popen.kill()
        self.popen.wait()
        self.end_children()

    def end_children(self):
        """What it left running: its process group, which start_new_session gave its own id."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def output_of(command, seconds=60, check=True, **options):
    """Runs a program to its end and returns (stdout as bytes, exit code). With check, a failure raises."""
    run = subprocess.run([str(word) for word in command], capture_output=True, timeout=seconds,
                         stdin=None if "input" in options else subprocess.DEVNULL, **options)
    if check and run.returncode:
        raise RuntimeError(f"{command[0]} ended with {run.returncode}\n{run.stdout[-2000:].decode(errors='replace')}"
                           f"{run.stderr[-2000:].decode(errors='replace')}")
    return run.stdout, run.returncode


def swaks(port, sender, recipient, mail=None, *options, check=True):
    """Sends one mail with swaks; returns its transcript and exit code. `mail`: bytes with CRLF, sent exactly
    as they are (else swaks writes a short text of its own)."""
    command = ["swaks", "--server", f"127.0.0.1:{port}", "--from", sender, "--to", recipient,
               "--helo", "swaks.test", "--timeout", "20", *options]
    given = {}
    if mail is not None:
        command += ["--no-data-fixup", "--data", "-"]
        given["input"] = stuffed(mail) + b".\r\n"
    out, code = output_of(command, check=check, **given)
    return out.decode(errors="replace"), code


def stuffed(mail):
    """RFC 5321 section 4.5.2: a line that begins with a dot gets one more."""
    return (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:]


def smtp_source(port, sender, recipient, messages=100, sessions=10, size=4000, *options):
    """Postfix's load generator."""
    return output_of(["smtp-source", "-s", sessions, "-m", messages, "-l", size, "-f", sender, "-t", recipient,
                      *options, f"inet:127.0.0.1:{port}"], seconds=120)
