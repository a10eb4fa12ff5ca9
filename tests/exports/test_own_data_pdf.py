"""The PDF of a patient's own data, whatever letters somebody writes in."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from server.records.formats.own_data_pdf import as_pdf
from server.records.library import wording_of, wordings
from server.records.rules.holdings import HOLDINGS
from server.records.rules.own_data import Answered, OwnData, Said, Section

ENGLISH = wording_of("en")
OWN = OwnData(
    patient_id="not printed",  # type: ignore[arg-type]
    patient="Ada Example",
    clinic="Clinic at the Lake",
    is_demo=False,
    made_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    sections=[Section("check_in", "Your daily entries", ["felt_on", "note"], [{"felt_on": "2026-11-20", "note": "x"}])],
    answered=[Answered("PHQ-9", date(2026, 11, 20), None, None, [Said("Little interest?", "Not at all")])],
    withheld={"invitation": {"a reason": ["token_hash"]}},
)


def with_note(note: str) -> OwnData:
    rows = [{"felt_on": "2026-11-20", "note": note}]
    return replace(OWN, sections=[replace(OWN.sections[0], rows=rows)])


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def tiny_font(file: Path, letters: str) -> Path:
    """A font with these letters, each a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", *(f"u{ord(each):04x}" for each in letters)]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(each): f"u{ord(each):04x}" for each in letters})
    font.setupGlyf(dict.fromkeys(names, pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(file)
    return file


def test_every_part_is_printed() -> None:
    said = text_of(as_pdf(OWN, ENGLISH))
    for words in ("Ada Example", "Clinic at the Lake", "Day: 20 Nov 2026; Note: x", "Little interest? - Not at all"):
        assert words in said
    assert "not enough answers for a total" in said
    assert "invitation: token_hash (a reason)" in said
    assert "not printed" not in said


def test_letters_that_no_font_has_are_said_to_be_missing() -> None:
    said = text_of(as_pdf(with_note("Źle spałem, 睡"), ENGLISH, fonts=()))
    assert "Zle spa?em, ?" in said
    assert "Some letters of your texts cannot be printed here" in said


def test_a_font_with_the_letters_prints_them(tmp_path: Path) -> None:
    known = "".join(chr(each) for each in range(32, 127)) + "Źł"
    said = text_of(
        as_pdf(with_note("Źle spałem"), ENGLISH, fonts=[tmp_path / "none.ttf", tiny_font(tmp_path / "a.ttf", known)])
    )
    assert "Źle spałem" in said
    assert "cannot be printed" not in said


def test_a_word_longer_than_a_line_is_cut_and_not_lost() -> None:
    said = text_of(as_pdf(with_note("W" * 500), ENGLISH))
    assert said.count("W") >= 500


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "de-AT",
            [
                "Was Clinic at the Lake über Ada Example gespeichert hat",
                "Stand: 23. Nov 2026 09:00 UTC.",
                "Ihre täglichen Einträge",
                "Tag: 20. Nov 2026; Schlaf in Stunden: 7,5; Wie der Schlaf war: schlecht; Notiz: on 2026-11-19, x",
                "PHQ-9, 20. Nov 2026: zu wenige Antworten für eine Summe",
                "Little interest? - Not at all",  # a questionnaire's own words, in no other
                "Seite 1",
            ],
        ),
        (
            "es",
            [
                "Lo que Clinic at the Lake guarda sobre Ada Example",
                "Día: 20 nov 2026; Horas de sueño: 7,5; Cómo fue el sueño: malo; Nota: on 2026-11-19, x",
                "página 1",
            ],
        ),
    ],
)
def test_it_is_in_the_patients_language_but_for_what_somebody_wrote(language: str, expected: list[str]) -> None:
    row = {"felt_on": "2026-11-20", "sleep_hours": 7.5, "sleep_quality": "bad", "note": "on 2026-11-19, x"}
    section = replace(OWN.sections[0], columns=list(row), rows=[row])
    said = text_of(as_pdf(replace(OWN, sections=[section]), wording_of(language)))
    for words in expected:
        assert words in said


def test_every_language_has_words_for_all_that_is_held() -> None:
    columns = {name for each in HOLDINGS for name in f"{each.shown} {each.people}".split()}
    for language, wording in wordings().items():
        assert set(wording.sentences) == set(ENGLISH.sentences), language
        if language != "en":
            assert set(wording.titles) == {each.table for each in HOLDINGS}, language
            assert set(wording.labels) == columns, language
            assert set(wording.reasons) == {reason for each in HOLDINGS for reason in each.withheld}, language
        "".join(wording.all_words()).encode("cp1252")  # no font is needed for them
