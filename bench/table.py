"""The table of a run, as Markdown."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench.measure import Figure, machine

HEAD = ("what", "database", "Lodestone", "yardstick", "ratio", "target", "met", "notes")


def write_table(figures: Sequence[Figure], folder: Path | None, now: datetime) -> str:
    """The table; stored as <date>.md and latest.md in the folder, if one is given.

    The ratio is better above 1: how many times as good as the yardstick, whatever the unit.
    """
    rows = [
        (
            each.what,
            each.database,
            f"{_number(each.ours)} {each.unit}",
            f"{_number(each.yardstick)} ({each.yardstick_name})",
            f"{each.ratio:.2f}",
            each.target,
            {True: "yes", False: "**no**", None: "-"}[each.met],
            "; ".join(each.notes),
        )
        for each in figures
    ]
    lines = [
        f"# Benchmarks of {now.date().isoformat()}",
        "",
        *(f"- {line}" for line in machine()),
        "- Medians of several rounds; client, web server and database share the cores; every commit is on the disk.",
        "- Ratio: ours to the yardstick of the same run, above 1 is better than the yardstick.",
        "",
        *("| " + " | ".join(row) + " |" for row in [HEAD, ["---"] * len(HEAD), *rows]),
        "",
    ]
    text = "\n".join(lines)
    if folder is not None:
        folder.mkdir(exist_ok=True)
        for name in (f"{now.date().isoformat()}.md", "latest.md"):
            (folder / name).write_text(text, encoding="utf-8")
    return text


def _number(value: float) -> str:
    """Three figures are all that a repeat of the run confirms."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
