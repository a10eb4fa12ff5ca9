"""A clinic's own folder: whole instruments, wording for skeletons, and faults that are named by file and place."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from server import create_app
from server.config import BadSetting, read_settings
from server.courses.library import indication, protocol
from server.courses.rules.protocol import SchedulePlan
from server.errors import Invalid, NotFound
from server.questionnaires import library
from server.questionnaires.rules.instrument import Filler, Formula, Wording
from server.questionnaires.rules.scoring import score
from server.questionnaires.rules.spoken import in_language
from tests.conftest import settings_for
from tests.own_instruments import LICENCE, night_thoughts, pack, put, raw_of, translation

HF10 = protocol("hf10_std")
PLAN = {"instrument": "night-thoughts", "baseline_days": 7, "every_days": 7, "taper_end": False}


@pytest.fixture(autouse=True)
def _only_what_ships_afterwards() -> Iterator[None]:
    yield
    library.use_folder(None)


def test_a_whole_file_of_the_clinic_stands_beside_the_shipped_ones(tmp_path: Path) -> None:
    library.use_folder(put(tmp_path, "night-thoughts.json", night_thoughts()))
    found = library.instrument("night-thoughts")
    assert found.can_be_asked
    assert (found.version, found.safety_items[0].title) == ("1", "Wish not to wake up")
    assert library.is_usable("night-thoughts")
    assert library.instrument("phq-9").version == "1"
    library.use_folder(None)
    with pytest.raises(NotFound):
        library.instrument("night-thoughts")


@pytest.mark.parametrize("key", ["oci-r", "y-bocs-sr", "isi", "wsas", "qids-sr16", "who-5"])
def test_a_wording_pack_makes_a_skeleton_askable_and_changes_nothing_else(key: str, tmp_path: Path) -> None:
    before = library.instrument(key)
    assert (before.can_be_asked, library.is_usable(key)) == (False, False)
    library.use_folder(put(tmp_path, f"{key}.wording.json", pack(key)))
    after = library.instrument(key)
    assert (after.can_be_asked, after.wording, after.licence) == (True, Wording.FULL, LICENCE)
    assert after.items[0].text == "Invented question 1"
    assert after.items[0].answers[0].text == "Invented answer 0"
    assert (after.scales, after.change, after.safety_items) == (before.scales, before.change, before.safety_items)
    answers = {each.key: each.highest for each in after.items}
    assert score(after, answers).scales == score(before, answers).scales
    # Whatever was entered by number before stays what it was: it is the same version.
    assert library.instrument_version(key, "1") is after


def test_the_c_ssrs_stays_a_clinicians_form_unless_the_pack_says_otherwise(tmp_path: Path) -> None:
    library.use_folder(put(tmp_path / "one", "c-ssrs.wording.json", pack("c-ssrs")))
    assert library.instrument("c-ssrs").filled_by is Filler.CLINICIAN
    assert not library.instrument("c-ssrs").can_be_asked
    library.use_folder(put(tmp_path / "two", "c-ssrs.wording.json", pack("c-ssrs", filled_by="patient")))
    asked = library.instrument("c-ssrs")
    assert asked.can_be_asked
    assert [each.key for each in asked.items if each.asked_if] == ["3", "4", "5", "6a"]


def without(content: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in names}


PHQ = translation(raw_of("phq-9"))
ISI = pack("isi")
FAULTS: list[tuple[str, object, str]] = [
    ("isi.wording.json", without(ISI, "licence"), "“licence” is missing"),
    ("isi.wording.json", {**ISI, "licence": "yes"}, "“licence” must be a sentence"),
    ("isi.wording.json", without(ISI, "language"), "“language” is missing"),
    ("isi.wording.json", {**ISI, "language": "English"}, "“language” must be the tag of one language"),
    ("isi.wording.json", {**ISI, "items": {**ISI["items"], "8": "One more"}}, "items: the skeleton has no item “8”"),
    (
        "isi.wording.json",
        {**ISI, "items": without(ISI["items"], "7")},
        "items: the words of item “7” are missing: there are 6, the skeleton has 7",
    ),
    ("isi.wording.json", {**ISI, "items": {**ISI["items"], "3": " "}}, "items: “3” must be a text that is not empty"),
    (
        "isi.wording.json",
        {**ISI, "answers": {"severity": without(ISI["answers"]["severity"], "4")}},
        "answers: severity: the words of answer “4” are missing",
    ),
    ("isi.wording.json", {**ISI, "answers": {**ISI["answers"], "often": {}}}, "the skeleton has no list “often”"),
    (
        "isi.wording.json",
        {**ISI, "answers": {"severity": dict.fromkeys("01234", "the same")}},
        "“severity” has the answer “the same” twice",
    ),
    ("isi.wording.json", {**ISI, "version": "2"}, "it must be named after the “key” of an instrument that is there"),
    ("isi.wording.json", {**ISI, "key": "wsas"}, "it must be named after the “key” of an instrument that is there"),
    ("isi.wording.json", {**ISI, "filled_by": "anybody"}, "“filled_by” must be one of patient, clinician"),
    ("isi.wording.json", {**ISI, "colour": "red"}, "“colour” is no field that is known here"),
    ("isi.wording.json", ["isi"], "it must be named after the “key” of an instrument that is there"),
    ("phq-9.wording.json", {**ISI, "key": "phq-9"}, "phq-9 has its words already"),
    ("madrs.wording.json", {**ISI, "key": "madrs"}, "of madrs only a total is entered"),
    ("phq-9.de.wording.json", {**PHQ, "language": "es"}, "and the “language” of its name"),
    ("phq-9.en.wording.json", {**PHQ, "language": "en"}, "phq-9 is in that language already"),
    ("phq-9.de.wording.json", {**PHQ, "version": "7"}, "must say the “key” and the “version” of an instrument that is"),
    ("phq-9.de.wording.json", without(PHQ, "stem"), "“stem” is missing: phq-9 has that sentence"),
    ("phq-9.de.wording.json", without(PHQ, "licence"), "“licence” is missing"),
    ("phq-9.de.wording.json", {**PHQ, "items": {}}, "the words of item “1” are missing"),
    ("phq-9.json", raw_of("phq-9"), "version 1 of phq-9 is there already"),
    ("night-thoughts.json", without(night_thoughts(), "licence"), "“licence” is missing"),
    ("night-thoughts.json", without(night_thoughts(), "safety_items"), "say which items are “safety_items”, or why"),
    ("night-thoughts.json", night_thoughts(key="nights"), "the file must be named nights.json"),
    ("night-thoughts.json", night_thoughts(colour="red"), "“colour” is no field that is known here"),
    ("night-thoughts.json", "not an object", "must be a JSON object"),
]


def test_a_pack_for_a_language_stands_beside_the_original(tmp_path: Path) -> None:
    put(tmp_path, "night-thoughts.json", night_thoughts())
    put(tmp_path, "night-thoughts.de.wording.json", translation(night_thoughts()))
    library.use_folder(tmp_path)
    english, german = (library.asked_in("night-thoughts", [tag]) for tag in ("en-GB", "de"))
    assert english is not None
    assert german is not None
    assert (english.language, german.language) == ("en", "de")
    assert {german.stem, german.recall} == {"Erfunden: stem", "Erfunden: recall"}
    assert [each.text for each in german.items] == ["Erfundene Frage 1", "Erfundene Frage 2", "Erfundene Frage 3"]
    assert (german.version, german.scales, german.safety_items) == (
        english.version,
        english.scales,
        english.safety_items,
    )
    assert library.asked_in("night-thoughts", ["fr"]) is None
    assert library.asked_in("night-thoughts", ["fr", "de"]) is german


def test_a_shipped_instrument_and_a_skeleton_can_be_had_in_a_further_language(tmp_path: Path) -> None:
    put(tmp_path, "phq-9.de.wording.json", PHQ)
    put(tmp_path, "peg.de.wording.json", translation(raw_of("peg")))
    put(tmp_path, "isi.de.wording.json", {**ISI, "language": "de", "recall": "Erfunden"})
    library.use_folder(tmp_path)
    assert set(library.wordings_of("phq-9")) == {"en", "de"}
    assert set(library.wordings_of("peg")) == {"en", "de"}
    assert (set(library.wordings_of("isi")), library.is_usable("isi")) == ({"de"}, True)
    assert library.asked_in("isi", ["en"]) is None


@pytest.mark.parametrize(
    ("wishes", "offered", "fits"),
    [
        (["de"], ["en", "de"], "de"),
        (["de-AT"], ["de"], "de"),
        (["de"], ["de-DE"], "de-DE"),
        (["pt"], ["pt-BR", "pt-PT"], None),  # which of them, nobody knows
        (["pt-BR"], ["pt-PT"], None),
        (["fr", "en"], ["en"], "en"),
        (["fr"], ["en"], None),
        ([], ["en"], None),
        (["de"], [], None),
    ],
)
def test_a_language_fits_by_its_tag(wishes: list[str], offered: list[str], fits: str | None) -> None:
    assert in_language(wishes, offered) == fits


@pytest.mark.parametrize(("name", "content", "fault"), FAULTS)
def test_a_fault_stops_the_start_and_names_file_and_place(
    name: str, content: object, fault: str, tmp_path: Path
) -> None:
    folder = put(tmp_path / "own", name, content)
    with pytest.raises(Invalid) as caught:
        library.use_folder(folder)
    assert caught.value.message.startswith(f"{name}: ")
    assert fault in caught.value.message
    # What was served before is served still.
    assert library.instrument("isi").wording is Wording.SKELETON


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "isi.wording.json").write_text("{not json")
    with pytest.raises(Invalid, match=r"isi\.wording\.json: this is not JSON that can be read"):
        library.use_folder(tmp_path)


def test_the_setting_names_the_folder_and_a_fault_in_it_stops_the_application(tmp_path: Path) -> None:
    own = put(tmp_path / "own", "isi.wording.json", {**ISI, "licence": "yes"})
    with pytest.raises(BadSetting, match="LODESTONE_INSTRUMENTS: there is no folder"):
        read_settings({"LODESTONE_INSTRUMENTS": str(tmp_path / "elsewhere")})
    assert read_settings({"LODESTONE_INSTRUMENTS": str(own)}).instruments == own
    assert read_settings({}).instruments is None
    settings = settings_for(f"sqlite:///{tmp_path / 'clinic.db'}", tmp_path, instruments=own)
    with pytest.raises(BadSetting, match=r"LODESTONE_INSTRUMENTS: isi\.wording\.json: “licence” must be a sentence"):
        create_app(settings)


def test_a_newer_version_of_the_clinic_leaves_the_older_one_readable(tmp_path: Path) -> None:
    put(tmp_path, "night-thoughts-v1.json", night_thoughts())
    newer = night_thoughts(version="2")
    newer["items"][0]["text"] = "Did you lie awake for long?"
    library.use_folder(put(tmp_path, "night-thoughts.json", newer))
    assert library.instrument("night-thoughts").version == "2"
    assert library.instrument_version("night-thoughts", "1").items[0].text == "Did you lie awake?"


def test_the_examples_of_the_docs_are_read_as_they_stand(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "adding-an-instrument.md").read_text(encoding="utf-8")
    found = [json.loads(dedent(each)) for each in re.findall(r"^    \{\n(?:    .*\n)+?    \}$", page, re.MULTILINE)]
    assert [each.get("key") for each in found] == ["isi", "night-thoughts", None]
    put(tmp_path, "isi.wording.json", found[0])
    put(tmp_path, "schedules.json", found[2])
    library.use_folder(put(tmp_path, "night-thoughts.json", found[1]))
    assert library.instrument("isi").can_be_asked
    assert library.instrument("night-thoughts").can_be_asked
    assert "night-thoughts" in [each.instrument for each in library.plans_in_use(indication("stroke"), HF10)]


def test_the_docs_name_every_field_and_formula() -> None:
    page = (Path(__file__).parents[2] / "docs" / "adding-an-instrument.md").read_text(encoding="utf-8")
    files = [raw_of(each.key) for each in library.instruments()]
    names = {name for raw in files for name in _names_in(raw)} | {each.value for each in Formula}
    assert {name for name in names if f"`{name}`" not in page and f'"{name}"' not in page} == set()


def _names_in(value: object) -> Iterator[str]:
    """The names of all fields, without those that are data themselves."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from (
                ()
                if name == "needs" and isinstance(each, dict)
                else _names_in(list(each.values()) if name == "answer_lists" else each)
            )
    elif isinstance(value, list):
        for each in value:
            yield from _names_in(each)


def test_a_schedule_asks_for_a_skeleton_only_once_its_words_are_there(tmp_path: Path) -> None:
    chosen = HF10
    plans = (SchedulePlan("isi", 7, 7, False, ()), SchedulePlan("cgi-s", 7, 7, False, ()))
    treated = replace(indication("mdd"), schedule=plans)
    assert [each.instrument for each in library.plans_in_use(treated, chosen)] == ["cgi-s"]
    library.use_folder(put(tmp_path, "isi.wording.json", ISI))
    assert [each.instrument for each in library.plans_in_use(treated, chosen)] == ["isi", "cgi-s"]


def test_a_clinic_asks_its_own_measures_beside_an_indications(tmp_path: Path) -> None:
    def asked(key: str, by: str = "hf10_std") -> list[str]:
        return [each.instrument for each in library.plans_for_patients(indication(key), protocol(by))]

    before = asked("mdd")
    put(tmp_path, "night-thoughts.json", night_thoughts())
    library.use_folder(put(tmp_path, "schedules.json", {"mdd": [PLAN]}))
    assert asked("mdd") == [*before, "night-thoughts"]
    assert "night-thoughts" not in asked("anxiety")
    assert "night-thoughts" not in asked("mdd", "saint")  # five days have a plan of their own
    assert "night-thoughts" in [each.key for each in library.scheduled_instruments()]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({"gout": [PLAN]}, "there is no indication “gout”"),
        ({"mdd": [PLAN | {"instrument": "garden"}]}, "mdd: there is no instrument garden"),
        ({"mdd": [PLAN | {"instrument": "phq-9"}]}, "mdd: phq-9 is asked for it already"),
        ({"mdd": [PLAN, PLAN]}, "the schedule plans “night-thoughts” twice"),
        ({"mdd": []}, "“mdd” must be a list with at least one entry"),
        ({"mdd": [PLAN | {"every": 7}]}, "mdd 1: “every” is no field that is known here"),
        ([PLAN], "must be a JSON object"),
    ],
)
def test_a_fault_in_a_clinics_schedule_is_named(content: object, fault: str, tmp_path: Path) -> None:
    put(tmp_path, "night-thoughts.json", night_thoughts())
    with pytest.raises(Invalid) as caught:
        library.use_folder(put(tmp_path, "schedules.json", content))
    assert caught.value.message.startswith("schedules.json: ")
    assert fault in caught.value.message
