#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that each tools/check_* passes a good tree and fails for each kind of mistake.

A small repository is made in a temporary folder, one mistake is put in, and the check must name it."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


def header(guard, body=""):
    return f"{SPDX}#ifndef {guard}\n#define {guard}\n{body}#endif  // {guard}\n"


GOOD = {
    ".clang-format": (TOP / ".clang-format").read_text(),
    ".clang-tidy": (TOP / ".clang-tidy").read_text(),
    ".gitignore": "build/\n",
    "tools/layers.txt": "base:\nnet: base\n",
    "docs/standards.md": "| standard | title | support | where |\n|---|---|---|---|\n"
                         "| RFC 5321 | SMTP | partial | here |\n",
    "src/base/a.h": header("NIGHTMAIL_BASE_A_H_", "int answer();\n"),
    "src/base/a.cpp": SPDX + '#include "base/a.h"\n\n// RFC 5321 §2\nint answer() {\n  return 42;\n}\n',
    "src/net/n.h": header("NIGHTMAIL_NET_N_H_", '#include "base/a.h"\n'),
}


class Checks(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="nightmail-checks-"))
        self.addCleanup(shutil.rmtree, self.root)
        subprocess.run(["git", "init", "-q", self.root], check=True)
        for name, text in GOOD.items():
            self.write(name, text)
        self.write("build/release/compile_commands.json", json.dumps([
            {"file": str(self.root / "src/base/a.cpp"), "command": f"g++ -I{self.root}/src -std=gnu++20"}]))

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run_check(self, check):
        run = subprocess.run([TOP / "tools" / f"check_{check}", "--root", self.root],
                             capture_output=True, text=True, timeout=60)
        return run.returncode, run.stdout + run.stderr

    def finds(self, check, name, text, message):
        """The check passes without the file, fails with it and says why, and passes again."""
        before = (self.root / name).read_bytes() if (self.root / name).exists() else None
        self.assertEqual(self.run_check(check)[0], 0, self.run_check(check)[1])
        self.write(name, text)
        code, output = self.run_check(check)
        self.assertEqual(code, 1, output)
        self.assertIn(message, output)
        if before is None:
            os.remove(self.root / name)
        else:
            self.write(name, before)
        self.assertEqual(self.run_check(check)[0], 0)

    def test_layers(self):
        up = SPDX + '#include "net/n.h"\n'
        self.finds("layers", "src/base/b.cpp", up, "base may not include net")
        self.finds("layers", "src/other/x.cpp", SPDX, "folder other has no row")
        self.finds("layers", "src/net/m.cpp", SPDX + '#include "base/gone.h"\n', "not a file")
        self.finds("layers", "tools/layers.txt", "base: net\nnet: base\n", "cycle base -> net -> base")
        self.finds("layers", "tools/layers.txt", "base:\nnet: base\nold:\n", "no folder src/old")

    def test_private_headers_stay_private(self):
        self.write("src/base/a_impl.h", header("NIGHTMAIL_BASE_A_IMPL_H_"))
        self.finds("layers", "src/net/m.cpp", SPDX + '#include "base/a_impl.h"\n', "private to base")

    def test_format(self):
        self.finds("format", "src/base/b.cpp", SPDX + "int  x;\n", "clang-format-14 -i src/base/b.cpp")
        self.finds("format", "src/base/b.cpp", "int x;\n", "SPDX")
        self.finds("format", "src/base/b.h", header("BASE_B_H"), "should be NIGHTMAIL_BASE_B_H_")
        self.finds("format", "notes.md", "no end", "no newline")
        self.finds("format", "tools/x", "#!/bin/sh\n", "SPDX")

    def test_headers(self):
        alone = header("NIGHTMAIL_BASE_B_H_", "std::string name();\n")
        self.finds("headers", "src/base/b.h", alone, "src/base/b.h does not compile alone")

    def test_headers_sees_change_below(self):
        self.assertEqual(self.run_check("headers")[0], 0)
        self.finds("headers", "src/base/a.h", header("NIGHTMAIL_BASE_A_H_", "Bad x;\n"), "src/net/n.h")

    def test_tidy(self):
        named = SPDX + '#include "base/a.h"\n\nint BadName() { return 1; }\n'
        self.finds("tidy", "src/base/a.cpp", named, "readability-identifier-naming")
        moved = SPDX + ("#include <string>\n#include <utility>\n\nvoid take(std::string);\nvoid twice(std::string s)"
                        " {\n  take(std::move(s));\n  take(s);\n}\n")
        self.finds("tidy", "src/base/a.cpp", moved, "bugprone-use-after-move")

    def test_standards(self):
        self.finds("standards", "src/base/b.cpp", SPDX + "// RFC 9999 §1\n", "cites RFC 9999")
        rows = GOOD["docs/standards.md"]
        self.finds("standards", "docs/standards.md", rows + "| RFC 1 | x | maybe | y |\n", "RFC n")
        self.finds("standards", "docs/standards.md", rows + "| RFC 822 | x | maybe | y |\n", "'maybe'")
        self.finds("standards", "docs/standards.md", rows + "| RFC 5321 | x | yes | y |\n", "twice")

    def test_config_docs(self):
        row = "## `[smtp]`\n\n| setting | default | meaning |\n|---|---|---|\n| `size` | `5` | how much |\n"
        program = "build/release/src/apps/nightmaild/nightmaild"
        self.write(program, f"#!/bin/sh\ncat <<'END'\n{row}END\n")
        (self.root / program).chmod(0o755)
        self.write("docs/configuration.md", "# Configuration\n\n" + row)
        self.finds("config_docs", "docs/configuration.md", row.replace("`5`", "`6`"), "lacks: [smtp] | `size`")
        self.finds("config_docs", "docs/configuration.md", row + "| `old` | `1` | x |\n", "nightmaild does not")

    def test_hygiene(self):
        self.finds("hygiene", "a.txt", "see /ro" + "ot/file.txt\n", "path of one machine")
        self.finds("hygiene", "a.txt", 'x = "/ho' + 'me/joe/x"\n', "path of one machine")
        lock = '"resolved": "https://registry.example/x.tgz"\n'
        self.finds("hygiene", "web/package-lock.json", lock, "registry address")
        self.finds("hygiene", "tool", b"\x7fELF\x02\x01", "a program")
        self.finds("hygiene", "src/base/x.dat", b"a\0b", "a binary file")
        self.finds("hygiene", "big.txt", "x\n" * 300_000, "the limit is 512")
        self.finds("hygiene", "a.cpp", SPDX + "// TO" + "DO later\n", "without what is missing")


if __name__ == "__main__":
    unittest.main()
