"""The PDF of a patient's own data, whatever letters somebody writes in."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from server.records.formats.own_data_pdf import as_pdf
from server.records.rules.own_data import Answered, OwnData, Said, Section

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
    said = text_of(as_pdf(OWN))
    for words in ("Ada Example", "Clinic at the Lake", "Day: 2026-11-20; Note: x", "Little interest? - Not at all"):
        assert words in said
    assert "not enough answers for a total" in said
    assert "invitation: token_hash (a reason)" in said
    assert "not printed" not in said


def test_letters_that_no_font_has_are_said_to_be_missing() -> None:
    said = text_of(as_pdf(with_note("Źle spałem, 睡"), fonts=()))
    assert "Zle spa?em, ?" in said
    assert "Some letters of your texts cannot be printed here" in said


def test_a_font_with_the_letters_prints_them(tmp_path: Path) -> None:
    known = "".join(chr(each) for each in range(32, 127)) + "Źł"
    said = text_of(as_pdf(with_note("Źle spałem"), fonts=[tmp_path / "none.ttf", tiny_font(tmp_path / "a.ttf", known)]))
    assert "Źle spałem" in said
    assert "cannot be printed" not in said


def test_a_word_longer_than_a_line_is_cut_and_not_lost() -> None:
    said = text_of(as_pdf(with_note("W" * 500)))
    assert said.count("W") >= 500
