"""Why an alert is to be raised, and when a repeat is news for the alert that is open. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from server.alerts.rules.table import RULES, family_of
from server.wording import joined, parts_of


@dataclass(frozen=True)
class Reason:
    """Why an alert is to be raised. value: higher is worse; within one rule it decides whether a repeat is news.

    symptoms: what was reported, by keys; of two reasons of one value the one with a symptom that was not reported yet
    is news. Without any, the title says it. rise: higher than the last answer, which a plan never keeps quiet.
    title, detail: in English; made by wording.say, a page says them in the reader's language.
    """

    rule: str
    value: int
    title: str
    detail: str
    felt_at: datetime
    symptoms: tuple[str, ...] = ()
    rise: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """What decides whether it is another symptom."""
        return self.symptoms or (self.title,)


def said_of(title: str, detail: str) -> dict[str, Any]:
    """What is kept beside the English words of an alert, for pages in other languages."""
    return {"title": parts_of(title), "detail": parts_of(detail)}


def is_worse(reason: Reason, open_rule: str, open_value: int, known: Collection[str]) -> bool:
    """Whether a repeat is news for the open alert of its family: a graver rule, a higher value or another symptom.

    open_rule, open_value: what the alert stands at. known: what was named since it was opened.
    """
    rank, open_rank = RULES[reason.rule].rank, RULES[open_rule].rank
    if rank != open_rank:
        return rank > open_rank
    if reason.value != open_value:
        return reason.value > open_value
    return any(each not in known for each in reason.named)


def worst_of_families(reasons: Iterable[Reason]) -> list[Reason]:
    """Of each family the gravest reason: of the suicidality rules only the highest fires. In the order of the first.

    Several of the gravest rule become one that names them all.
    """
    families: dict[str, list[Reason]] = {}
    for each in reasons:
        families.setdefault(family_of(each.rule), []).append(each)
    return [_gravest(found) for found in families.values()]


def _gravest(found: list[Reason]) -> Reason:
    highest = max(RULES[each.rule].rank for each in found)
    gravest = sorted((each for each in found if RULES[each.rule].rank == highest), key=lambda each: -each.value)
    first = gravest[0]
    if len(gravest) == 1:
        return first
    return replace(
        first,
        title=joined(each.title for each in gravest),
        symptoms=tuple(dict.fromkeys(name for each in gravest for name in each.named)),
        rise=any(each.rise for each in gravest),
    )
