# SPDX-License-Identifier: Apache-2.0
"""Functional tests drive the real programs and real peers over loopback.

A test is a script with functions that take a `Test` and a last line `run(function, ...)`; copy
../template_hello.py. `Test` gives a temporary folder and starts programs; whatever it started is ended,
by process id, when the test ends, fails or runs out of time."""
from .canary import Canary
from .client import Client
from .mails import Mail
from .raw_smtp import RawSmtp
from .test import Test, run

__all__ = ["Canary", "Client", "Mail", "RawSmtp", "Test", "run"]
