"""What we install is pinned, listed, and asked about; a check that could not ask says so."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def pinned(file: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / "requirements" / file).read_text()))


@pytest.mark.parametrize("file", ["run.txt", "test.txt", "scan.txt"])
def test_every_library_is_pinned_with_hashes_and_without_an_address(file: str) -> None:
    said = (ROOT / "requirements" / file).read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", said)
    assert pinned(file)
    assert [each.split()[0] for each in blocks if PIN.match(each) and "--hash=sha256:" not in each] == []
    assert "://" not in said


def test_the_bill_of_materials_names_every_library_of_a_running_clinic(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    asked = ["requirements", "requirements/run.txt", "--pyproject", "pyproject.toml", "--output-reproducible"]
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *asked, "--output-file", str(file)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    listed = json.loads(file.read_text())
    assert (listed["bomFormat"], listed["metadata"]["component"]["name"]) == ("CycloneDX", "lodestone")
    assert {(each["name"], each["version"]) for each in listed["components"]} == pinned("run.txt")


SOUND: dict[str, Any] = {"name": "sound", "version": "1", "vulns": []}
WEAK: dict[str, Any] = {"name": "weak", "version": "2", "vulns": [{"id": "PYSEC-0", "fix_versions": ["3"]}]}
UNASKED: dict[str, Any] = {"name": "unasked", "version": "1", "skip_reason": "no answer"}


@pytest.mark.parametrize(
    ("answer", "must", "exit_code", "words"),
    [
        ([SOUND], False, 0, ""),
        ([SOUND], True, 0, ""),
        ([SOUND, WEAK], False, 1, "weak 2 has PYSEC-0; mended in 3"),
        ([SOUND, UNASKED], False, 0, "NOT CHECKED"),
        ([SOUND, UNASKED], True, 1, "NOT CHECKED"),
        (None, False, 0, "NOT CHECKED"),
        (None, True, 1, "NOT CHECKED"),
    ],
)
def test_a_known_weakness_fails_the_check_and_silence_is_not_taken_for_safety(
    tmp_path: Path, answer: list[dict[str, Any]] | None, must: bool, exit_code: int, words: str
) -> None:
    """Against a stand-in of pip-audit, since its far end is a service of others."""
    (tmp_path / "python").symlink_to(sys.executable)
    auditor = tmp_path / "pip-audit"
    reply = "" if answer is None else json.dumps({"dependencies": answer})
    auditor.write_text(f"#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\ncat > \"$1\" <<'REPLY'\n{reply}\nREPLY\n")
    auditor.chmod(0o755)
    command = ["sh", ".ci/advisories", str(tmp_path), *(["--must-answer"] if must else [])]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert (said.returncode, words in said.stdout) == (exit_code, True), said.stdout + said.stderr
    assert bool(said.stdout) == bool(words)
