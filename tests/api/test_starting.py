"""A real clinic and a demo never meet in one database."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from server import create_app, refuse_demo_data, refuse_lost_instruments
from server.config import BadSetting, Mode, Settings
from tests.api.examples.events import TOLD
from tests.builders import World


def test_a_real_clinic_refuses_to_start_on_demo_data(app: Flask, settings: Settings, world: World) -> None:
    world.clinic(is_demo=True)
    refuse_demo_data(app, replace(settings, mode=Mode.DEMO))
    with pytest.raises(BadSetting, match="demo clinic"):
        refuse_demo_data(app, replace(settings, mode=Mode.CLINIC))


def test_the_demo_refuses_to_start_on_a_real_clinic(app: Flask, settings: Settings, world: World) -> None:
    world.clinic(is_demo=False)
    refuse_demo_data(app, replace(settings, mode=Mode.CLINIC))
    with pytest.raises(BadSetting, match="real clinic"):
        refuse_demo_data(app, replace(settings, mode=Mode.DEMO))


def test_it_does_not_start_while_the_version_of_a_stored_response_is_missing(app: Flask, world: World) -> None:
    course = world.course()
    world.response(course, course.started_on, 12)
    refuse_lost_instruments(app)
    world.response(course, course.started_on, instrument="night-thoughts", version="3", answers={"1": 1})
    with pytest.raises(BadSetting, match=r"version 3 of night-thoughts.*night-thoughts-v3\.json"):
        refuse_lost_instruments(app)


def test_a_clinics_codes_are_read_at_the_start_and_shown_with_its_adverse_events(
    app: Flask, settings: Settings, world: World, tmp_path: Path
) -> None:
    course = world.course()
    browser = world.client_of(world.staff("technician"))
    path = f"/api/courses/{course.id}/adverse-events"
    codes = tmp_path / "codes.csv"
    codes.write_text("\ufeffkey,meddra_pt_code,snomed_code\nheadache,10019211,25064002\n", encoding="utf-8")
    create_app(replace(settings, effect_codes=codes))
    shown = browser.post(path, json=TOLD | {"id": str(course.id)}).json["codes"]
    assert shown == {"meddra_pt_code": "10019211", "snomed_code": "25064002"}
    create_app(settings)
    assert browser.get(path).json["events"][0]["codes"] == {"meddra_pt_code": None, "snomed_code": None}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"key,meddra_pt_code,snomed_code\nfatigue,10016558,\n", "codes.csv: line 2: 10016558"),
        ("key,meddra_pt_code,snomed_code\nm\u00fcde,,\n".encode("cp1252"), "codes.csv is not in UTF-8"),
        (None, "codes.csv cannot be read"),
    ],
)
def test_codes_that_cannot_be_right_stop_the_start(
    settings: Settings, tmp_path: Path, content: bytes | None, fault: str
) -> None:
    file = tmp_path / "codes.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadSetting, match=fault):
        create_app(replace(settings, effect_codes=file))
