"""A clinic's own protocols and indications, and the clock of those that ship."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server import create_app
from server.config import BadSetting, Mode, Settings
from server.courses import library
from server.courses.rules.protocol_file import parse_protocol
from server.errors import Invalid
from server.questionnaires.library import use_folder

FILES = Path(library.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    for part in ("protocols", "indications"):
        (tmp_path / part).mkdir()
    yield tmp_path
    library.use_courses(None)
    use_folder(None)


def shipped(kind: str, key: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FILES / kind / f"{key}.json").read_text())
    return read


def put(folder: Path, kind: str, raw: dict[str, Any]) -> None:
    (folder / kind / f"{raw['key']}.json").write_text(json.dumps(raw))


def start(folder: Path) -> None:
    settings = Settings(Mode.DEMO, "sqlite:///never.db", "http://localhost", "h", 1, folder, 1, courses=folder)
    create_app(settings)


def test_a_clinic_adds_protocols_and_gives_an_indication_measures_of_its_own(folder: Path) -> None:
    put(folder, "protocols", shipped("protocols", "lf1_right") | {"key": "lf1_stroke", "name": "1 Hz, healthy side"})
    stroke = shipped("indications", "stroke")
    put(folder, "indications", stroke | {"title": "Stroke here", "protocols": ["lf1_stroke", "own"]})
    start(folder)
    assert library.indication("stroke").title == "Stroke here"
    assert library.protocol("lf1_stroke").indications == ("stroke",)
    assert library.indication("mdd").title == "Depression"
    library.use_courses(None)
    assert library.indication("stroke").title == stroke["title"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"protocols": ["nowhere"]}, r"stroke\.json: there is no protocol nowhere"),
        ({"icd10": [{"code": "F3", "title": "x"}]}, r"stroke\.json: F3 is no ICD-10 code"),
        ({"ages": [{"from": 21, "to": 15}]}, r"stroke\.json: ages 1: “to” must not be below “from”"),
        ({"ages": []}, "ages"),
        ({"primary": "nihss"}, "the primary instrument nihss"),
    ],
)
def test_a_file_with_a_fault_stops_the_start_and_is_named(folder: Path, change: dict[str, Any], fault: str) -> None:
    put(folder, "indications", shipped("indications", "stroke") | change)
    with pytest.raises(BadSetting, match=f"LODESTONE_COURSES: .*{fault}"):
        start(folder)
    assert library.indication("stroke").protocols == ("own",)


def test_a_folder_without_the_two_folders_is_no_folder_of_courses(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="protocols"):
        library.use_courses(tmp_path)


@pytest.mark.parametrize(
    ("key", "seconds_at_least"),
    [
        ("hf10_dash", 18 * 60 + 26.5),  # printed: 18 min 26 s
        ("dtms_h1", 20 * 60 - 20 + 20 / 18),
        ("saint", 60 * 2 + 59 * 8 - 60 * 0.16),
    ],
)
def test_the_clock_of_a_preset_is_trains_times_gaps_and_pauses_between(key: str, seconds_at_least: float) -> None:
    """trains x (p - 1) / f + (trains - 1) x pause: clinical reference 2.1. A stated duration below it is refused."""
    raw = shipped("protocols", key)
    raw["net_minutes"] = [seconds_at_least / 60 * 0.98, seconds_at_least / 60 * 0.99]
    with pytest.raises(Invalid, match="the trains take"):
        parse_protocol(raw, f"{key}.json")


def test_the_printed_durations_hold(tmp_path: Path) -> None:
    dash = shipped("protocols", "hf10_dash")
    assert dash["net_minutes"] == [18.43, 18.75]  # 18:26 to 18:45
    parse_protocol(dash, "hf10_dash.json")
    standard = shipped("protocols", "hf10_std")
    assert standard["net_minutes"] == 37.5
    smoking = library.protocol("dtms_h4_smoke")
    assert (smoking.sessions, smoking.taper, smoking.net_minutes) == (18, (1, 1, 1), (18.0, 18.0))
