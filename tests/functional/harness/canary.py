# SPDX-License-Identifier: Apache-2.0
"""Canary: unique markers to put into mail, and the search for them in files where they must not be.

A marker is found raw, in UTF-16, hex, base64 (any alignment, standard or URL alphabet) and
quoted-printable, also where line breaks of base64 or quoted-printable cut it."""
import base64
import os
import pathlib
import secrets


def base64_middles(data):
    """For each of the 3 alignments: the characters that only `data` decides."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data)
        first = (shift * 8 + 5) // 6
        last = (shift + len(data)) * 8 // 6
        yield text[first:last]


def encodings(marker):
    """name -> byte strings that betray the marker."""
    data = marker.encode()
    middles = list(base64_middles(data))
    middles += [middle.replace(b"+", b"-").replace(b"/", b"_") for middle in middles]
    quoted = b"".join(b"=%02X" % byte if byte > 126 or byte == 61 else bytes([byte]) for byte in data)
    return {"raw": [data], "utf-16": [marker.encode("utf-16-le"), marker.encode("utf-16-be")],
            "hex": [data.hex().encode(), data.hex().upper().encode()],
            "base64": sorted(set(middles)), "quoted-printable": [quoted]}


class Canary:
    def __init__(self):
        self.markers = {}  # what it marks -> marker

    def make(self, what, letters=""):
        """A new marker for `what` ("subject", "body", ...): letters and digits, in any case unique.
        `letters`: appended, for markers beyond ASCII."""
        self.markers[what] = "canary" + secrets.token_hex(8) + letters
        return self.markers[what]

    def add(self, what, text):
        """A text that must not be found either, such as a password or an address."""
        self.markers[what] = text
        return text

    def hits(self, *places):
        """["FILE: subject as base64", ...] for every file in these folders or files; it must be []."""
        files = [path for place in places for path in files_in(pathlib.Path(place))]
        assert files, f"no files to search in {places}"
        patterns = [(what, name, pattern) for what, marker in self.markers.items()
                    for name, found in encodings(marker).items() for pattern in found]
        return [f"{path}: {what} as {name}" for path in files
                for what, name in sorted(search(path.read_bytes(), patterns))]


def files_in(place):
    if place.is_file():
        yield place
    for folder, _, names in os.walk(place):
        for name in names:
            path = pathlib.Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path


def search(data, patterns):
    unbroken = data.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"\r\n", b"").replace(b"\n", b"")
    lower = data.lower()
    return {(what, name) for what, name, pattern in patterns
            if pattern in data or pattern in unbroken or (name == "raw" and pattern.lower() in lower)}
