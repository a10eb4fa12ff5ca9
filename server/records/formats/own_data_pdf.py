"""Own data for a person: a PDF that says everything that the JSON document says, but for our ids."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from server.records.rules.own_data import OwnData, Section
from server.records.rules.wording import Wording

# Every PDF reader has Helvetica, but with the letters of western Europe only. For others we embed one of these.
FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),  # Debian and Ubuntu: fonts-dejavu-core
    Path("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf"),  # Fedora
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),  # Arch
    Path("/Library/Fonts/Arial Unicode.ttf"),  # macOS
)
_WESTERN = "cp1252"
_UNKNOWN = "?"
LONGEST_WORD = 60  # letters: at 9 points even the widest fit into a line, and headings hold no such words


def as_pdf(own: OwnData, wording: Wording, fonts: Sequence[Path] = FONTS) -> bytes:
    """The document, in the words of the reader's language.

    fonts: where to look for one that has more letters than those of western Europe.
    """
    texts = [*_texts(own, wording), *wording.all_words()]
    letters = {letter for text in texts for letter in text}
    font = None if _are_western(letters) else next((each for each in fonts if each.is_file()), None)
    paper = _Paper(own, wording, letters, font)
    paper.write(own)
    return bytes(paper.output())


def _are_western(letters: set[str]) -> bool:
    try:
        "".join(letters).encode(_WESTERN)
    except UnicodeEncodeError:
        return False
    return True


def _pieces(text: str) -> Iterator[str]:
    """The words; one that no line could take is cut."""
    for word in text.split(" "):
        for start in range(0, max(len(word), 1), LONGEST_WORD):
            yield word[start : start + LONGEST_WORD]


def _texts(own: OwnData, wording: Wording) -> list[str]:
    said = [own.patient, own.clinic]
    for section in own.sections:
        said += [wording.value(name, row[name]) for row in section.rows for name in section.columns]
    for each in own.answered:
        said += [each.title, *(part for one in each.answers for part in (one.question, one.answer))]
    return said


class _Paper(FPDF):
    """Sheets with the patient's name and the page at their foot. font: a file, None for Helvetica."""

    def __init__(self, own: OwnData, wording: Wording, letters: set[str], font: Path | None) -> None:
        super().__init__(format="A4")
        self.wording = wording
        self.set_lang(wording.language)
        self.core_fonts_encoding = "windows-1252"
        self.face = "helvetica" if font is None else "own"
        if font is not None:
            self.add_font(self.face, fname=font)
        face = self.fonts.get(self.face)
        self.known = set(face.cmap) if isinstance(face, TTFFont) else None
        self.widths: dict[tuple[str, float], float] = {}
        self.others = {ord(each): self.instead_of(each) for each in letters if each != "\n" and not self.has(each)}
        self.foot = f"{own.patient}, {own.clinic}, {wording.day(own.made_at.date())}".translate(self.others)
        self.set_title(wording.say("title"))
        self.set_creation_date(own.made_at)
        self.set_margin(18)
        self.set_auto_page_break(auto=True, margin=20)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(self.face, size=8)
        self.cell(0, 5, f"{self.foot}  -  {self.wording.say('page', page=self.page_no())}", align="C")

    def has(self, letter: str) -> bool:
        if self.known is not None:
            return ord(letter) in self.known
        return letter.isprintable() and letter.encode(_WESTERN, "ignore") != b""

    def instead_of(self, letter: str) -> str:
        """What is printed for a letter that the font lacks: the same without its accent, or a question mark."""
        bare = unicodedata.normalize("NFKD", letter)[0]
        return bare if self.has(bare) else _UNKNOWN

    def line(self, text: str, size: float, *, above: float = 0) -> None:  # type: ignore[override]
        """A paragraph over the whole width. above: millimetres of space before it."""
        self.set_font(self.face, size=size)
        if above:
            self.ln(above)
        for part in text.translate(self.others).split("\n"):
            for line in self.broken(part, size):
                self.cell(0, size * 0.48, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def broken(self, text: str, size: float) -> Iterator[str]:
        """The text in lines that fit. Not multi_cell: it measures letter by letter, and took ten times as long."""
        line, used, room = "", 0.0, self.epw - 2 * self.c_margin
        for word in _pieces(text):
            width = self.width_of(f"{word} ", size)
            if line and used + width > room:
                yield line
                line, used = "", 0.0
            line, used = f"{line}{word} ", used + width
        yield line.rstrip()

    def width_of(self, word: str, size: float) -> float:
        """In millimetres. Measured once for each word and size: the same ones come again in every row."""
        known = self.widths.get((word, size))
        if known is None:
            known = self.widths[word, size] = self.get_string_width(word)
        return known

    def write_section(self, section: Section) -> None:
        words = self.wording
        self.line(words.title(section), 14, above=5)
        if not section.rows:
            self.line(words.say("empty"), 9)
        for row in section.rows:
            given = [name for name in section.columns if row[name] is not None]
            said = [f"{words.label(name)}: {words.value(name, row[name])}" for name in given]
            self.line("; ".join(said), 9, above=1)

    def write(self, own: OwnData) -> None:  # type: ignore[override]
        """The whole document."""
        words = self.wording
        self.line(words.say("held", clinic=own.clinic, patient=own.patient), 18)
        self.line(words.say("as_of", at=words.moment(own.made_at)), 9, above=1)
        if own.is_demo:
            self.line(words.say("demo"), 9)
        self.line(words.say("everything"), 9, above=1)
        if self.others:
            self.line(words.say("letters"), 9, above=1)
        for section in own.sections:
            self.write_section(section)
        self.line(words.say("questionnaires"), 14, above=5)
        for each in own.answered:
            total = words.say("no_total") if each.total is None else words.say("total", total=words.number(each.total))
            band = f" ({each.band})" if each.band else ""
            self.line(f"{each.title}, {words.day(each.on)}: {total}{band}", 10, above=2)
            for said in each.answers:
                self.line(f"{said.question} - {said.answer}", 9)
        self.line(words.say("left_out"), 14, above=5)
        titles = {section.table: words.title(section) for section in own.sections}
        for table, reasons in own.withheld.items():
            for reason, columns in reasons.items():
                self.line(f"{titles.get(table, table)}: {', '.join(columns)} ({words.reason(reason)})", 9)
