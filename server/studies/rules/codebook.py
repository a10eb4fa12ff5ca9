"""The codebook of an export, made from the same definitions as its tables. Pure."""

from collections.abc import Sequence
from typing import Any

from server.questionnaires.rules.instrument import Codes, Instrument
from server.studies.rules.columns import MISSING, Column, Missing, Table

HEADER = ("table", "position", "column", "type", "unit", "lowest", "highest", "codes", "missing_codes", "meaning")


def codebook(tables: Sequence[Table], instruments: Sequence[Instrument]) -> dict[str, Any]:
    """The whole codebook as JSON values: missing codes, tables with columns, and the words of the instruments."""
    return {
        "missing_codes": {each.value: MISSING[each] for each in Missing},
        "tables": [
            {
                "name": table.name,
                "file": f"{table.name}.csv",
                "meaning": table.meaning,
                "key": list(table.key),
                "columns": [_column(each) for each in table.columns],
            }
            for table in tables
        ],
        "instruments": [_instrument(each) for each in instruments],
    }


def codebook_rows(tables: Sequence[Table]) -> list[tuple[object, ...]]:
    """The columns of all tables, a row each, in the order of HEADER."""
    return [
        (
            table.name,
            position,
            each.name,
            each.kind.value,
            each.unit,
            each.lowest,
            each.highest,
            "; ".join(f"{code} = {meaning}" for code, meaning in (each.codes or {}).items()),
            "; ".join(each.missing),
            each.meaning,
        )
        for table in tables
        for position, each in enumerate(table.columns, 1)
    ]


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.kind.value,
        "meaning": column.meaning,
        "unit": column.unit,
        "lowest": column.lowest,
        "highest": column.highest,
        "codes": None if column.codes is None else {str(code): words for code, words in column.codes.items()},
        "missing_codes": [each.value for each in column.missing],
    }


def _instrument(instrument: Instrument) -> dict[str, Any]:
    return {
        "key": instrument.key,
        "version": instrument.version,
        "title": instrument.title,
        "name": instrument.name,
        "language": instrument.language,
        "recall": instrument.recall,
        "codes": _codes(instrument.codes),
        "items": [
            {
                "key": item.key,
                "text": item.text,
                "stem": item.stem,
                "counts": item.scored,
                "codes": _codes(item.codes),
                "answers": [
                    {"value": each.value, "text": each.text, "codes": _codes(each.codes)} for each in item.answers
                ],
            }
            for item in instrument.items
        ],
        "total": {
            "items": list(instrument.main.items),
            "lowest": instrument.main.low,
            "highest": instrument.main.high,
            "prorate_up_to_missing": instrument.main.missing.prorate_up_to,
            "bands": [{"from": each.low, "to": each.high, "label": each.label} for each in instrument.bands],
            "codes": _codes(instrument.main.codes),
        },
        "source": instrument.source,
        "licence": instrument.licence,
        "credit": instrument.credit,
        "code_notice": instrument.code_notice,
    }


def _codes(codes: Codes) -> dict[str, str]:
    return {system.value: code for system, code in sorted(codes.items())}
