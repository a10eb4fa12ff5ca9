"""Reads docs/asvs.csv, how Lodestone stands against OWASP ASVS 5.0, and writes the summary of it."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "asvs.csv"
VERDICTS = ("met", "operator", "deviation", "not applicable", "open")
CHAPTERS = {
    1: "Encoding and sanitization",
    2: "Validation and business logic",
    3: "Web frontend",
    4: "API and web service",
    5: "File handling",
    6: "Authentication",
    7: "Session management",
    8: "Authorization",
    9: "Self-contained tokens",
    10: "OAuth and OIDC",
    11: "Cryptography",
    12: "Secure communication",
    13: "Configuration",
    14: "Data protection",
    15: "Secure coding and architecture",
    16: "Logging and errors",
    17: "WebRTC",
}


@dataclass(frozen=True)
class Requirement:
    """One line.

    evidence: tests as file::name, of JavaScript as file; pages as file or file#heading. remark: why, where needed.
    """

    id: str
    level: int
    verdict: str
    evidence: tuple[str, ...]
    remark: str

    @property
    def chapter(self) -> int:
        return int(self.id[1:].partition(".")[0])


def requirements() -> list[Requirement]:
    """All lines in their order."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return [
            Requirement(row["id"], int(row["level"]), row["verdict"], tuple(row["evidence"].split()), row["remark"])
            for row in csv.DictReader(file)
        ]


def page() -> str:
    """docs/asvs.md: the counts by chapter, and every line that is not simply met."""
    found = requirements()
    required = [each for each in found if each.level < 3]
    by_verdict = Counter(each.verdict for each in required)
    shown = ", ".join(f"{by_verdict[verdict]} {verdict}" for verdict in VERDICTS if by_verdict[verdict])
    lines = [
        "# OWASP ASVS 5.0\n",
        f"Of the {len(required)} requirements of levels 1 and 2: {shown}. Beside them, {len(found) - len(required)} of "
        "level 3 that were chosen. Each has a line in [asvs.csv](asvs.csv) with the test or the page that shows it; "
        "the wording is OWASP's and stands in the standard. *Operator* means that a clinic's set-up decides; "
        "[self-hosting.md](self-hosting.md) says how. This is our own judgement; nobody else has examined it.\n",
        "| chapter | met | operator | deviation | not applicable | open |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for number, name in CHAPTERS.items():
        counts = Counter(each.verdict for each in required if each.chapter == number)
        lines.append(f"| {number} {name} | " + " | ".join(str(counts[verdict]) for verdict in VERDICTS) + " |")
    for verdict, title in (
        ("open", "Not met yet"),
        ("deviation", "Deliberate deviations"),
        ("operator", "What the operator sets up"),
        ("not applicable", "What does not apply"),
    ):
        lines += _listed(title, [each for each in found if each.verdict == verdict])
    return "\n".join([*lines, ""])


def _listed(title: str, found: Sequence[Requirement]) -> list[str]:
    """A heading and the lines below it; requirements with one reason share a line."""
    if not found:
        return []
    by_reason: dict[str, list[str]] = {}
    for each in found:
        by_reason.setdefault(each.remark, []).append(each.id)
    return ["", f"## {title}\n", *(f"- {', '.join(ids)}: {reason}." for reason, ids in by_reason.items())]
