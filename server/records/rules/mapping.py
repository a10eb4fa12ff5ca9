"""A device's own export, turned into our columns by a small mapping file. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.errors import Invalid
from server.records.rules.sessions import KNOWN, REQUIRED
from server.records.rules.table_file import Line
from server.records.rules.values import DAY_FORMATS, Notation, day_of, moment_of, number_of, time_of

# What each field of a mapping file means: docs/importing.md prints this table.
FIELDS = {
    "name": "What the file is of, for people. Required.",
    "each_line_is": '`"session"`, or `"block"` where each line is one stimulation: neighbours with one `key` are then '
    "one session. Without it, `session`.",
    "encoding": "`utf-8` (the default) or `windows-1252`.",
    "days": "How days are written: `iso` (the default), `dd.mm.yyyy`, `dd/mm/yyyy` or `mm/dd/yyyy`.",
    "times": "How times are written, as strptime does: `%H:%M` is the default.",
    "started": '`{"column": "...", "format": "%d.%m.%Y %H:%M"}` where one column has both the day and the time.',
    "decimal": "`point` (the default) or `comma`.",
    "columns": 'By our column, the name of theirs; or `{"column": "...", "multiply_by": 100}` where theirs counts in '
    "another unit. Columns of theirs that nothing names are passed over. Required.",
    "constants": "By our column, a value for all lines, such as a target that the device does not record.",
    "words": 'By our column, what their words mean in ours: `{"state": {"Completed": "full"}}`. Any other word is '
    "refused.",
    "only_if": '`{"column": "...", "is": ["..."]}`: other lines are passed over, such as those of a motor threshold.',
}
ENCODINGS = ("utf-8", "windows-1252")
NUMBERS = ("number", "intensity_percent_mt", "pulses", "frequency_hz", "site_pain")


@dataclass(frozen=True)
class Source:
    """The column that a value comes from. times: what it is multiplied by, None for text and days."""

    column: str
    times: float | None = None


@dataclass(frozen=True)
class DeviceMapping:
    """One mapping file, checked."""

    name: str
    joins_blocks: bool
    encoding: str
    notation: Notation
    started: Source | None
    started_format: str
    columns: Mapping[str, Source]
    constants: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    only_column: str | None
    only_values: tuple[str, ...]

    @property
    def needed(self) -> list[str]:
        """The columns of theirs that must be there."""
        sources = [*self.columns.values(), *([self.started] if self.started else [])]
        return [*dict.fromkeys([*(each.column for each in sources), *([self.only_column] if self.only_column else [])])]


def read_mapping(said: Any) -> DeviceMapping:
    """From the JSON of a mapping file. Raises Invalid, naming the field."""
    if not isinstance(said, dict):
        raise Invalid("A mapping is one JSON object.", field="mapping")
    for name in said:
        if name not in FIELDS:
            raise Invalid(f"“{name}” is no field of a mapping. Known: {', '.join(FIELDS)}.", field=str(name))
    started, only = _two(said, "started", "format"), _two(said, "only_if", "is")
    columns = {name: _source(name, each) for name, each in _table(said, "columns").items()}
    constants = {name: str(each) for name, each in _table(said, "constants").items()}
    for name in [*columns, *constants]:
        if name not in KNOWN:
            raise Invalid(f"“{name}” is no column of ours. Known: {', '.join(KNOWN)}.", field="columns")
    for name in REQUIRED:
        if name not in columns and not (name == "date" and started):
            raise Invalid(f"Say which column has the {name.replace('_', ' ')}.", field="columns")
    return DeviceMapping(
        name=_choice(said, "name", None),
        joins_blocks=_choice(said, "each_line_is", ("session", "block")) == "block",
        encoding=_choice(said, "encoding", ENCODINGS),
        notation=Notation(
            DAY_FORMATS[_choice(said, "days", tuple(DAY_FORMATS))],
            str(said.get("times", "%H:%M")),
            _choice(said, "decimal", ("point", "comma")) == "comma",
        ),
        started=None if started is None else Source(str(started["column"])),
        started_format="" if started is None else str(started["format"]),
        columns=columns,
        constants=constants,
        words=_words(said),
        only_column=None if only is None else str(only["column"]),
        only_values=() if only is None else _texts(only["is"]),
    )


def translated(line: Line, mapping: DeviceMapping) -> Line | None:
    """The line in our columns, days and numbers as we write them; None if it is to be passed over.

    Raises Invalid, naming the column of theirs.
    """
    said = line.values
    if mapping.only_column is not None and said[mapping.only_column] not in mapping.only_values:
        return None
    values = dict(mapping.constants)
    for name, source in mapping.columns.items():
        if text := said[source.column]:
            values[name] = _translated(name, text, source, mapping)
    if mapping.started is not None and (text := said[mapping.started.column]):
        at = moment_of(text, mapping.started_format, mapping.started.column)
        values["date"], values["time"] = at.date().isoformat(), at.strftime("%H:%M")
    return Line(line.number, values)


def _translated(name: str, text: str, source: Source, mapping: DeviceMapping) -> str:
    if name in mapping.words:
        if text not in mapping.words[name]:
            known = ", ".join(mapping.words[name])
            raise Invalid(f"“{text[:40]}” is none of the words of the mapping: {known}.", field=source.column)
        return mapping.words[name][text]
    if name == "date":
        return day_of(text, mapping.notation, source.column).isoformat()
    if name == "time":
        return time_of(text, mapping.notation, source.column).strftime("%H:%M")
    if _is_number(name):
        found = number_of(text, mapping.notation, source.column) * (source.times or 1)
        return f"{round(found, 6):g}" if abs(found) < 100_000 else f"{found:.0f}"
    return text


def _is_number(name: str) -> bool:
    return name in NUMBERS or name.rpartition("_")[0] in NUMBERS


def _source(name: str, said: Any) -> Source:
    if isinstance(said, str) and said:
        return Source(said)
    if isinstance(said, dict) and set(said) <= {"column", "multiply_by"} and isinstance(said.get("column"), str):
        times = said.get("multiply_by", 1)
        if type(times) in (int, float) and 0 < times < 1e6 and (times == 1 or _is_number(name)):
            return Source(said["column"], times)
    raise Invalid(f"The column of “{name}” is a name, or an object with column and multiply_by.", field="columns")


def _table(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name, {})
    if not isinstance(found, dict):
        raise Invalid(f'"{name}" is an object.', field=name)
    return found


def _two(said: Mapping[str, Any], name: str, beside: str) -> dict[str, Any] | None:
    """An object of a column and one thing beside it, None if it is not there."""
    found = said.get(name)
    if found is not None and (not isinstance(found, dict) or set(found) != {"column", beside}):
        raise Invalid(f'"{name}" has "column" and "{beside}".', field=name)
    return found


def _texts(said: Any) -> tuple[str, ...]:
    if not isinstance(said, list) or not said:
        raise Invalid('"only_if" lists the values that count.', field="only_if")
    return tuple(str(each) for each in said)


def _words(said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    words = _table(said, "words")
    for each in words.values():
        if not isinstance(each, dict) or any(not isinstance(word, str) for word in each.values()):
            raise Invalid('"words" has an object of texts for each column.', field="words")
    return words


def _choice(said: Mapping[str, Any], name: str, known: tuple[str, ...] | None) -> str:
    """The chosen one of `known`, the first by default; None: any text, which must be there."""
    found = said.get(name, known[0] if known else None)
    if not isinstance(found, str) or not found or (known is not None and found not in known):
        raise Invalid(f'"{name}" is one of {", ".join(known)}.' if known else f'"{name}" is missing.', field=name)
    return found
