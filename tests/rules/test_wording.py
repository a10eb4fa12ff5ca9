"""What the server says in English has a sentence in static/locales, so that pages say it in the reader's language."""

import ast
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from server import errors
from server.alerts.rules import RULES
from server.checkins.rules.adverse_event import GRADES
from server.clinic_settings import CLINIC_SETTINGS
from server.objections import TEMPLATES
from server.shell import STATIC
from server.wording import Sentence, Term, dated, grouped, joined, kept, key_of, say
from tests.architecture.source import MODULES

REFUSALS = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, errors.Refusal)}
# What the operator reads at the command line, and what a program that imports a file is told.
NOT_ON_A_PAGE = (
    "server.importing",
    "server.records.rules.mapping",
    "server.records.rules.scores",
    "server.records.rules.sessions",
    "server.records.rules.table_file",
    "server.records.rules.values",
    "server.studies.formats",
    "server.phone.actions.from_file",
)
# What only a program can get wrong, the operator's own files, and the command line.
FOR_NO_READER = (
    *NOT_ON_A_PAGE,
    "server.http",
    "server.checkins.rules.effect_codes",
    "server.courses.rules.data_file",
    "server.outcomes.rules.benchmarks",
    "server.people.rules.crisis_card",
    "server.questionnaires.schemas",
)
FURTHER = {
    "This is a defect in Lodestone. Nothing was saved. Tell your clinic the reference.",
    "There is nothing at this address.",
}


def in_english(*areas: str) -> dict[str, str]:
    """What the files have under said., by key."""
    found: dict[str, Any] = {}
    for area in areas:
        found |= json.loads((STATIC / "locales" / f"en.{area}.json").read_text(encoding="utf-8"))
    said = {key.removeprefix("said."): words for key, words in found.items() if key.startswith("said.")}
    # Where it depends on a count, the server writes the form for most.
    return {key: words["other"] if isinstance(words, dict) else words for key, words in said.items()}


def calls(named: set[str]) -> Iterator[tuple[str, ast.Call, ast.Module]]:
    """Module, call and tree of each call of one of these names."""
    for name, module in MODULES.items():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).removeprefix("validate.") in named:
                yield name, node, module.tree


def text_of(value: ast.expr, tree: ast.Module) -> str | None:
    """A text that is written out there, or once at the top of the module; None for one that is put together."""
    if isinstance(value, ast.Name):
        here = [each for each in tree.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == value.id]
        return text_of(here[0].value, tree) if here else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def refusals() -> Iterator[tuple[str, bool]]:
    """What refusals and fields say that is written out, and whether a code of its own says it, too."""
    for module, call, tree in calls(REFUSALS | {"ValidationError"}):
        words = text_of(call.args[0], tree)
        if words is not None and not module.startswith(NOT_ON_A_PAGE) and not module.endswith(".library"):
            code = any(each.arg == "code" for each in call.keywords)
            yield words, code or ast.unparse(call.func) == "NotFound"
    for _, call, tree in calls({"Regexp", "OneOf"}):
        yield from (
            (words, False) for each in call.keywords if each.arg == "error" and (words := text_of(each.value, tree))
        )


def said() -> set[str]:
    """Every template that is said with values."""
    found = set()
    for module, call, tree in calls({"say"}):
        if not any(each.module == "server.wording" for each in MODULES[module].imports):
            continue
        words = text_of(call.args[0], tree)
        assert words is not None or module == "server.objections", f"{module} puts a template together"
        found |= {words} if words is not None else set()
    return found


def test_every_sentence_of_the_server_has_one_for_pages() -> None:
    written = in_english("errors", "clinic", "clinic.plan", "clinic.events", "clinic.settings", "clinic.safety")
    needed = {words for words, has_code in refusals() if not has_code} | said() | {*TEMPLATES} | FURTHER
    needed |= {rule.meaning for rule in RULES.values()} | set(GRADES.values())
    missing = {words for words in needed if written.get(key_of(words)) != words}
    assert not missing
    left_over = set(written.values()) - needed - {words for words, _ in refusals()}
    assert not left_over


def test_areas_units_and_choices_of_settings_have_words_for_pages() -> None:
    written = json.loads((STATIC / "locales" / "en.clinic.settings.json").read_text(encoding="utf-8"))
    shown = {
        key: words["other"] if isinstance(words, dict) else words
        for key, words in written.items()
        if key.startswith(("setting.unit.", "setting.choice."))
    }
    units = {each.unit for each in CLINIC_SETTINGS} - {"", "%"}  # a sign is the same in every language
    choices = {choice for each in CLINIC_SETTINGS for choice in each.choices}
    assert shown == {
        **{f"setting.unit.{key_of(unit)}": unit for unit in units},
        **{f"setting.choice.{key_of(choice)}": choice for choice in choices},
    }
    areas = {key.removeprefix("settings.area.") for key in written if key.startswith("settings.area.")}
    assert areas == {each.key.partition(".")[0] for each in CLINIC_SETTINGS}


def test_no_refusal_that_a_page_shows_is_put_together_by_hand() -> None:
    """Pages would show it in English: `say` keeps what it was made of. One with a code has a sentence by its code."""
    by_hand = [
        f"{module}: {ast.unparse(call.args[0])}"
        for module, call, _ in calls({"Invalid", "ValidationError"})
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
        and not any(each.arg == "code" for each in call.keywords)
        and not module.startswith(FOR_NO_READER)
        and not module.endswith(".library")
    ]
    assert not by_hand


def test_every_code_that_a_person_may_meet_has_a_sentence() -> None:
    of_classes = {getattr(errors, name).code for name in REFUSALS}
    codes = of_classes | set(errors.FURTHER_CODES)
    written = json.loads((STATIC / "locales" / "en.errors.json").read_text(encoding="utf-8"))
    # "refused" is never answered, "invalid" says which field and why, "unusual" asks what its doubts say.
    assert {code for code in codes if f"error.{code}" not in written} == {"refused", "invalid", "unusual"}


@pytest.mark.parametrize(
    ("sentence", "english", "parts"),
    [
        (say("Fill this in."), "Fill this in.", [{"key": "Fill-this-in", "values": {}}]),
        (
            say("{name}: {points} worse on {on}", name="PHQ-9", points=6.0, on=date(2026, 11, 3)),
            "PHQ-9: 6 worse on 3 Nov 2026",
            [
                {
                    "key": "name-points-worse-on-on",
                    "values": {"name": "PHQ-9", "points": 6.0, "on": {"day": "2026-11-03"}},
                }
            ],
        ),
        (
            say("Reported: {found}", found=[say("{effect} ({grade})", effect=Term("Headache"), grade="strong")]),
            "Reported: Headache (strong)",
            [
                {
                    "key": "Reported-found",
                    "values": {
                        "found": [
                            {
                                "said": [
                                    {
                                        "key": "effect-grade",
                                        "values": {"effect": {"term": "Headache"}, "grade": "strong"},
                                    }
                                ]
                            }
                        ]
                    },
                }
            ],
        ),
        (
            say("{given} pulses on {on}", given=grouped(2400), on=dated(date(2026, 11, 3))),
            "2,400 pulses on 2026-11-03",
            [{"key": "given-pulses-on-on", "values": {"given": 2400, "on": {"day": "2026-11-03"}}}],
        ),
        (
            joined([say("One"), "of long ago", say("One")]),
            "One; of long ago",
            [{"key": "One", "values": {}}, "of long ago"],
        ),
    ],
)
def test_a_sentence_knows_how_it_was_made(sentence: Sentence, english: str, parts: list[object]) -> None:
    assert sentence == english
    assert kept(sentence) == parts
    assert json.loads(json.dumps(kept(sentence))) == parts  # as the database keeps it
