# SPDX-License-Identifier: Apache-2.0
"""A benchmark's results as a table, as JSON, and as a bar chart (SVG)."""
import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDER = TOP / "build/bench"
sys.path.insert(0, str(TOP / "tests/functional"))  # the harness that starts the programs


def table(headings, rows):
    cells = [[str(cell) for cell in row] for row in [headings, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    lines = []
    for row in cells:
        lines.append("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths))))
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(line.rstrip() for line in lines)


def write_json(name, data):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(data, indent=1) + "\n")
    return path


def bars(name, title, unit, groups):
    """groups: {group: {bar: value}}. One horizontal bar each, longest value = full width."""
    most = max(value for group in groups.values() for value in group.values()) or 1
    colours = ["#30507a", "#b0603a", "#8a8a3a", "#5a8a5a"]
    y, parts = 40, [f'<text x="10" y="24" font-size="16">{title} ({unit})</text>']
    for group, values in groups.items():
        parts.append(f'<text x="10" y="{y + 14}" font-weight="bold">{group}</text>')
        y += 20
        for i, (bar, value) in enumerate(values.items()):
            width = max(1, 430 * value / most)
            parts.append(f'<text x="10" y="{y + 13}">{bar}</text>'
                         f'<rect x="190" y="{y + 2}" width="{width:.1f}" height="14" fill="{colours[i % 4]}"/>'
                         f'<text x="{196 + width:.0f}" y="{y + 13}">{value:.3g}</text>')
            y += 20
        y += 8
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{y + 10}" font-family="sans-serif" '
           f'font-size="12"><rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n')
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.svg"
    path.write_text(svg)
    return path
