"""Instrument files: what ships is exact, and what is incomplete is refused with file and fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.courses.rules.protocol import SchedulePlan
from server.errors import Invalid, NotFound
from server.questionnaires import library
from server.questionnaires.rules.instrument import System
from server.questionnaires.rules.instrument_file import parse_instrument

PHQ_9, GAD_7 = library.instrument("phq-9"), library.instrument("gad-7")


def raw(key: str = "phq-9") -> dict[str, Any]:
    read: dict[str, Any] = json.loads((library.FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    return read


# Typed from the HL7 US Core example and CDISC's define.xml (assurance reference 4.1), not taken from the file.
PHQ_9_CODES = [
    ("1", "interest", "44250-9", "PHQ0101", "C103705"),
    ("2", "depressed", "44255-8", "PHQ0102", "C103706"),
    ("3", "asleep", "44259-0", "PHQ0103", "C103707"),
    ("4", "tired", "44254-1", "PHQ0104", "C103708"),
    ("5", "appetite", "44251-7", "PHQ0105", "C103709"),
    ("6", "failure", "44258-2", "PHQ0106", "C103710"),
    ("7", "concentrating", "44252-5", "PHQ0107", "C103711"),
    ("8", "slowly", "44253-3", "PHQ0108", "C103712"),
    ("9", "better off dead", "44260-8", "PHQ0109", "C103713"),
    ("10", "how difficult", "69722-7", "PHQ0110", "C103714"),
]


@pytest.mark.parametrize(("key", "word", "loinc", "sdtm", "nci"), PHQ_9_CODES)
def test_each_item_of_the_phq_9_has_its_own_published_codes(
    key: str, word: str, loinc: str, sdtm: str, nci: str
) -> None:
    item = PHQ_9.item_of[key]
    assert word in item.text
    assert item.codes == {System.LOINC: loinc, System.SDTM: sdtm, System.NCI: nci}


def test_the_codes_of_panel_and_total_are_not_mixed_up() -> None:
    # Published code bases use the GAD-7's panel for its score, and the PHQ-9's total for the PHQ-8.
    assert (PHQ_9.codes[System.LOINC], PHQ_9.main.codes[System.LOINC]) == ("44249-1", "44261-6")
    assert (GAD_7.codes[System.LOINC], GAD_7.main.codes[System.LOINC]) == ("69737-5", "70274-6")


def test_the_items_of_the_gad_7_have_codes_of_their_own() -> None:
    codes = [each.codes[System.LOINC] for each in GAD_7.items]
    assert codes == ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]
    assert not set(codes) & {each.codes[System.LOINC] for each in PHQ_9.items}


def test_very_and_extremely_difficult_have_codes_out_of_numeric_order() -> None:
    answers = {each.text: (each.value, each.codes[System.LOINC]) for each in PHQ_9.item_of["10"].answers}
    assert answers == {
        "Not difficult at all": (0, "LA6572-7"),
        "Somewhat difficult": (1, "LA6573-5"),
        "Very difficult": (2, "LA6575-0"),
        "Extremely difficult": (3, "LA6574-3"),
    }


@pytest.mark.parametrize("instrument", [PHQ_9, GAD_7], ids=lambda each: each.key)
def test_the_anchors_are_the_authors_words(instrument: Any) -> None:
    # Many publications print the GAD-7 with "not at all sure" (Zorowitz 2021).
    for item in instrument.items[:7]:
        assert [(each.value, each.text, each.codes[System.LOINC]) for each in item.answers] == [
            (0, "Not at all", "LA6568-5"),
            (1, "Several days", "LA6569-3"),
            (2, "More than half the days", "LA6570-1"),
            (3, "Nearly every day", "LA6571-9"),
        ]
        assert item.stem == (
            "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
        )


def test_the_difficulty_item_stands_alone_and_does_not_count() -> None:
    item = PHQ_9.item_of["10"]
    assert (item.stem, item.optional, item.scored) == ("", True, False)
    assert [each.key for each in PHQ_9.items if each.scored] == [str(number) for number in range(1, 10)]


def test_any_answer_but_not_at_all_to_item_9_is_a_matter_of_safety() -> None:
    (safety,) = PHQ_9.safety_items
    assert (safety.item, safety.threshold, safety.level) == ("9", 1, "red")
    assert (safety.urgent_from, safety.emergency) == (2, False)
    assert "hurting yourself" in PHQ_9.item_of["9"].text


def test_the_gad_7_says_why_it_has_no_safety_items() -> None:
    assert GAD_7.safety_items == ()
    assert GAD_7.no_safety_because


@pytest.mark.parametrize(("instrument", "minimal", "reliable"), [(PHQ_9, 5, 6), (GAD_7, 4, 4)])
def test_change_that_matters_and_change_beyond_noise(instrument: Any, minimal: int, reliable: int) -> None:
    change = instrument.change
    assert (change.minimal, change.reliable) == (minimal, reliable)
    assert (change.response_percent, change.remission_below, change.remission_from_baseline) == (50, 5, 10)


@pytest.mark.parametrize("each", library.instruments(), ids=lambda each: each.key)
def test_what_ships_names_source_licence_credit_and_the_notice_of_its_codes(each: Any) -> None:
    assert each.source
    assert each.licence
    assert each.credit
    has_loinc = any(System.LOINC in part.codes for part in (each, *each.items, *each.scales))
    assert ("http://loinc.org/license" in each.code_notice) == has_loinc


@pytest.mark.parametrize("key", ["phq-9", "phq-8", "phq-2", "gad-7"])
def test_the_credit_line_of_the_phq_family_is_kept(key: str) -> None:
    known = library.instrument(key)
    assert "No permission required" in known.licence
    assert "Spitzer" in known.credit


def drop(*way: str | int) -> Callable[[dict[str, Any]], None]:
    def change(part: Any) -> None:
        for step in way[:-1]:
            part = part[step]
        del part[way[-1]]

    return change


def put(value: object, *way: str | int) -> Callable[[dict[str, Any]], None]:
    def change(part: Any) -> None:
        for step in way[:-1]:
            part = part[step]
        part[way[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (drop("source"), "phq-9.json: “source” is missing"),
        (drop("licence"), "phq-9.json: “licence” is missing"),
        (drop("credit"), "phq-9.json: “credit” is missing"),
        (put("", "licence"), "“licence” must be a text that is not empty"),
        (put(" ", "source"), "“source” must be a text that is not empty"),
        (drop("safety_items"), "say which items are “safety_items”, or why there are none"),
        (put("none of them", "no_safety_items_because"), "say which items are “safety_items”, or why"),
        (put([], "safety_items"), "“safety_items” must be a list with at least one entry"),
        (put("11", "safety_items", 0, "item"), "the safety item “11” is not there"),
        (put(4, "safety_items", 0, "threshold"), "the threshold of safety item 9 is not among its answers"),
        (put("amber", "safety_items", 0, "level"), "safety item 9: “level” must be red"),
        (put("44251-7", "items", 0, "codes", "loinc"), "the loinc code “44251-7” twice"),
        (put("44261-6", "codes", "loinc"), "the loinc code “44261-6” twice"),
        (put("44250-8", "items", 0, "codes", "loinc"), "item 1: codes: “44250-8” is no loinc code of this kind"),
        (put("LA6568-5", "items", 0, "codes", "loinc"), "“LA6568-5” is no loinc code of this kind"),
        (put("44250-9", "answer_lists", "frequency", 0, "codes", "loinc"), "“44250-9” is no loinc code of this kind"),
        (put("LA6569-3", "answer_lists", "frequency", 0, "codes", "loinc"), "the answer code “LA6569-3” twice"),
        (put("1", "items", 0, "codes", "snomed"), "item 1: codes: “snomed” is no code system that is known here"),
        (put("often", "items", 2, "answers"), "item 3: there is no answer list “often”"),
        (put("1", "items", 2, "key"), "there is the item “1” twice"),
        (put(None, "items", 2, "text"), "item 3: “text” must be a text"),
        (put("maybe", "items", 2, "optional"), "item 3: “optional” must be true or false"),
        (put(True, "items", 2, "optional"), "item 3: an item that counts cannot be optional"),
        (put([], "items"), "“items” must be a list with at least one entry"),
        (put("x", "items", 2), "item 3: must be a JSON object"),
        (put(0, "answer_lists", "frequency", 1, "value"), "“frequency” has the value “0” twice"),
        (put(True, "answer_lists", "frequency", 1, "value"), "“value” must be a whole number"),
        (put([0, 30], "scales", 0, "range"), "scale total runs from 0 to 27, not 0 to 30"),
        (put("mean of logs", "scales", 0, "formula"), "scale total: “formula” must be one of sum, mean"),
        (put(["1", "2", "3", "12"], "scales", 0, "items"), "counts the item “12”, which is not there"),
        (put(9, "scales", 0, "missing", "prorate_up_to"), "leaves no item that was answered"),
        (put(5, "scales", 0, "bands", 0, "to"), "must follow each other without gap or overlap"),
        (put(6, "scales", 0, "bands", 1, "from"), "must follow each other without gap or overlap"),
        (put(26, "scales", 0, "bands", 4, "to"), "the bands of scale total must reach from 0 to 27"),
        (put("mean", "scales", 0, "formula"), "scale total: only a sum can be prorated or have a factor"),
        (put(2, "scales", 0, "factor"), "scale total runs from 0 to 54, not 0 to 27"),
        (put("half", "wording"), "“wording” must be one of full, skeleton"),
        (drop("filled_by"), "“filled_by” is missing"),
        (drop("higher_is_better"), "“higher_is_better” is missing"),
        (put("English", "language"), "“language” must be the tag of one language, such as en"),
        (drop("stem"), "item 1: there is no “stem” to stand above it"),
        (drop("code_notice"), "“code_notice” is missing: LOINC codes may be shipped with the notice of their owner"),
        (drop("items", 2, "answers"), "item 3: say which of the “answer_lists” are its “answers”, or the “span”"),
        (put([0, 3], "items", 2, "span"), "item 3: say which of the “answer_lists” are its “answers”, or the “span”"),
        (
            put({"item": "4", "from": 1}, "items", 2, "asked_if"),
            "item 3: “asked_if” must name an item that comes before",
        ),
        (put({"item": "1", "from": 4}, "items", 2, "asked_if"), "item 3: “asked_if” must split the answers of item 1"),
        (put(4, "safety_items", 0, "urgent_from"), "“urgent_from” of safety item 9 must not be below its threshold"),
        (drop("safety_items", 0, "title"), "safety item 9: “title” is missing"),
        (put("10", "safety_items", 0, "item"), "the safety item 10 cannot be optional"),
        (drop("change", "minimal"), "change: “minimal” is missing"),
        (drop("change", "response_percent"), "change: say one of response_percent, response_points, response_below"),
        (put(5, "change", "response_points"), "change: say one of response_percent, response_points, response_below"),
        (
            put(None, "change", "remission_below"),
            "“remission_from_baseline” has no meaning where remission is not known",
        ),
        (put(28, "change", "reliable"), "“change” names more points than the main scale has"),
        (put(101, "change", "response_percent"), "“response_percent” is more than 100"),
        (put(4, "change", "remission_from_baseline"), "must not be in remission already"),
        (put("phq-8", "key"), "the file must be named phq-8.json"),
        (put("1.0", "version"), "“version” must be a whole number"),
        (put("two weeks", "recall_period"), "“recall_period” must be a duration such as P2W"),
        (put("x", "colour"), "“colour” is no field that is known here"),
    ],
)
def test_a_file_with_a_fault_is_refused_by_name(change: Callable[[dict[str, Any]], None], fault: str) -> None:
    read = raw()
    change(read)
    with pytest.raises(Invalid) as caught:
        parse_instrument(read, "phq-9.json")
    assert caught.value.message.startswith("phq-9.json: ")
    assert fault in caught.value.message


def test_the_folder_is_read_whole_and_the_newest_version_is_asked(tmp_path: Path) -> None:
    older = raw()
    newer = raw() | {"version": "10", "title": "PHQ-9, newer"}
    (tmp_path / "phq-9-v1.json").write_text(json.dumps(older))
    (tmp_path / "phq-9.json").write_text(json.dumps(newer))
    read = library.read_instruments(tmp_path)
    assert set(read) == {("phq-9", "1"), ("phq-9", "10")}
    assert library.newest_of(read)["phq-9"].title == "PHQ-9, newer"


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    for name in ("phq-9-v1.json", "phq-9.json"):
        (tmp_path / name).write_text(json.dumps(raw()))
    with pytest.raises(Invalid, match=r"phq-9\.json: version 1 of phq-9 is there already"):
        library.read_instruments(tmp_path)


def test_a_schedule_cannot_ask_for_an_instrument_that_is_not_there() -> None:
    plan = SchedulePlan("y-bocs", 7, 7, False, (("month-1", 1, 0),))
    with pytest.raises(Invalid, match="y-bocs"):
        library.require_known([plan], {"phq-9": PHQ_9})


def test_an_unknown_instrument_or_version_is_not_found() -> None:
    with pytest.raises(NotFound):
        library.instrument("phq-10")
    with pytest.raises(NotFound):
        library.instrument_version("phq-9", "99")
    assert library.instrument_version("phq-9", "1") is PHQ_9
