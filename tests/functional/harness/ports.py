# SPDX-License-Identifier: Apache-2.0
"""Free ports on loopback, and waiting until something listens there."""
import socket
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_open(port, process=None, seconds=20):
    """Waits for a listener; fails at once if `process` (programs.Process) has ended."""
    end = time.monotonic() + seconds
    while not is_open(port):
        if process is not None and not process.alive():
            raise RuntimeError(f"{process.name} ended with {process.popen.returncode}\n{process.log_tail()}")
        if time.monotonic() > end:
            raise TimeoutError(f"nothing listens on port {port} after {seconds} s")
        time.sleep(0.05)
