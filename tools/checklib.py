# SPDX-License-Identifier: Apache-2.0
"""What the tools/check_* scripts share: the list of our files, their includes, cached verdicts."""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def start(description):
    """The repository to look at: --root DIR, else the one this script lies in."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    return parser.parse_args().root.resolve()


def finish(problems, checked, what):
    """Prints the verdict and ends the process."""
    for problem in problems:
        print(problem)
    print(f"{checked} {what} checked, {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    if not problems and not checked:
        print("nothing was checked: is this the right folder?")
    sys.exit(1 if problems or not checked else 0)


def files(root, *suffixes, under=""):
    """Tracked and new (not ignored) files as paths relative to root, sorted."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z", "--", under or "."],
                            cwd=root, check=True, capture_output=True).stdout.decode()
    names = [name for name in listed.split("\0") if name and (root / name).is_file()]
    return sorted(name for name in set(names) if not suffixes or name.endswith(suffixes))


def includes(root, name):
    """The quoted includes of a file that lie in this repository, relative to root."""
    found = []
    for include in INCLUDE.findall((root / name).read_text()):
        for folder in ("src", "tests", os.path.dirname(name)):
            path = os.path.normpath(os.path.join(folder, include))
            if (root / path).is_file():
                found.append(path)
                break
    return found


def closure(root, name, seen=None):
    """The file and everything of ours that it includes, directly or not."""
    seen = set() if seen is None else seen
    if name not in seen:
        seen.add(name)
        for include in includes(root, name):
            closure(root, include, seen)
    return seen


def compile_flags(root):
    """file -> compiler arguments (warnings, defines, include paths), from the release build."""
    database = root / "build/release/compile_commands.json"
    flags = {}
    for entry in json.loads(database.read_text()):
        words = entry["command"].split()
        keep, take_next = [], False
        for word in words:
            if take_next or word.startswith(("-I", "-D", "-std", "-isystem")):
                keep.append(word)
                take_next = word == "-isystem"
        flags[os.path.relpath(entry["file"], root)] = keep
    return flags


class Stamps:
    """Remembers in build/checks/ which files passed, by their own text, their includes and a salt."""

    def __init__(self, root, check):
        self.root, self.folder = root, root / "build/checks" / check
        self.folder.mkdir(parents=True, exist_ok=True)

    def digest(self, name, salt):
        digest = hashlib.sha256(salt.encode())
        for part in sorted(closure(self.root, name)):
            digest.update(part.encode() + b"\0" + (self.root / part).read_bytes())
        return digest.hexdigest()

    def path(self, name):
        return self.folder / hashlib.sha256(name.encode()).hexdigest()[:24]

    def passed(self, name, salt):
        return self.path(name).exists() and self.path(name).read_text() == self.digest(name, salt)

    def keep(self, name, salt):
        self.path(name).write_text(self.digest(name, salt))


def in_parallel(function, items):
    """All results (lists) of function(item), joined."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [result for results in pool.map(function, items) for result in results]
