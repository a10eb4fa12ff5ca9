"""Filling a skeleton with the words that a clinic holds a licence for. Pure.

The result is the raw content of a full instrument file, which is then read and checked like any other.
"""

from typing import Any

from server.courses.rules.data_file import Part
from server.questionnaires.rules.instrument import Wording

SENTENCES = ("stem", "recall", "instruction")  # around the items, in the instrument's language
SHORTEST_LICENCE = 20  # characters: enough for a sentence, too much for "yes"


def fill_in(skeleton: dict[str, Any], pack: object, file: str) -> dict[str, Any]:
    """The skeleton's raw content with the pack's words. file: of the pack.

    Raises Invalid, naming file and fault, unless the pack has words for exactly the skeleton's items and answers.
    """
    part = Part(pack, file)
    _require_same(part, skeleton, "key")
    _require_same(part, skeleton, "version")
    licence = part.text("licence")
    if len(licence) < SHORTEST_LICENCE:
        part.refuse("“licence” must be a sentence that says who allowed the clinic to use the text, and when")
    if skeleton["wording"] != Wording.FULL and any("span" in item for item in skeleton["items"]):
        part.refuse(
            f"of {skeleton['key']} only a total is entered; write a whole instrument file for its items instead"
        )
    filled = skeleton | {
        "wording": Wording.FULL.value,
        "licence": licence,
        "language": part.text("language"),
        "items": _items(part.part("items"), skeleton, has_stem=part.has("stem")),
    }
    if "answer_lists" in skeleton:  # an item may be answered with a number instead
        filled["answer_lists"] = _answer_lists(part.part("answers"), skeleton)
    for name in ("credit", "instruction", "stem", "recall", "filled_by"):
        if part.has(name):
            filled[name] = part.text(name)
    part.close()
    return filled


def fill_in_language(original: dict[str, Any], pack: object, file: str) -> dict[str, Any]:
    """The instrument's raw content with the words of another language: not one word of the original is left in it.

    original: raw, of a whole file or of a skeleton. Raises Invalid as fill_in does, and where the pack has no
    words for a sentence that the original has.
    """
    part = Part(pack, file)
    for name in SENTENCES:
        if name in original and not part.has(name):
            part.refuse(f"“{name}” is missing: {original['key']} has that sentence, and it is shown in one language")
    return fill_in({name: value for name, value in original.items() if name not in SENTENCES}, pack, file)


def _require_same(part: Part, skeleton: dict[str, Any], name: str) -> None:
    if part.text(name) != skeleton[name]:
        part.refuse(f"“{name}” must be {skeleton[name]}, as in the skeleton")


def _items(part: Part, skeleton: dict[str, Any], *, has_stem: bool) -> list[dict[str, Any]]:
    """Where the pack has no stem, each item stands alone."""
    alone = {} if has_stem else {"stands_alone": True}
    _require_names(part, [item["key"] for item in skeleton["items"]], "item")
    return [item | alone | {"text": part.text(item["key"])} for item in skeleton["items"]]


def _answer_lists(part: Part, skeleton: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    lists = skeleton["answer_lists"]
    _require_names(part, list(lists), "list")
    filled = {}
    for name, answers in lists.items():
        words = part.part(name)
        _require_names(words, [str(each["value"]) for each in answers], "answer")
        filled[name] = [each | {"text": words.text(str(each["value"]))} for each in answers]
    return filled


def _require_names(part: Part, names: list[str], what: str) -> None:
    said = part.names()
    for name in names:
        if name not in said:
            part.refuse(
                f"the words of {what} “{name}” are missing: there are {len(said)}, the skeleton has {len(names)}"
            )
    for name in said:
        if name not in names:
            part.refuse(f"the skeleton has no {what} “{name}”")
