"""When the invented clinician looked at a course, and what was decided. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.courses.rules import DELIVERED
from server.demo.entries import instant
from server.demo.story import Story
from server.questionnaires.library import instrument
from server.questionnaires.rules.scoring import score

REVIEWED_AFTER = (10, 20, 30)  # delivered sessions: the fixed points of the clinical reference, 4.1
ENOUGH = 20  # per cent of improvement above which the course simply goes on
RESPONSE = 50
PHQ_9 = instrument("phq-9")


@dataclass(frozen=True)
class Signed:
    """One review. of_facts, scores: what the clinician saw."""

    at: datetime
    decision: str
    note: str
    of_facts: int
    scores: Mapping[str, Any]


def reviews_of(story: Story) -> Iterator[Signed]:
    """The reviews that a course of one session a day has had so far, in order."""
    delivered = [visit.on for visit in story.visits if visit.state in DELIVERED]
    for sessions in REVIEWED_AFTER:
        if len(delivered) >= sessions and story.protocol.sessions_per_day == 1:
            at = instant(delivered[sessions - 1], 18.25, story.zone)
            totals = _totals_before(story, at)
            if totals:
                baseline, latest = totals[0], totals[-1]
                change = 100 * (baseline - latest) / baseline if baseline else 0.0
                seen = {PHQ_9.key: {"baseline": baseline, "latest": latest, "change_percent": round(change, 1)}}
                yield Signed(at, *_decision(sessions, change), _facts_before(story, at), seen)


def _totals_before(story: Story, at: datetime) -> list[float]:
    return [
        score(PHQ_9, each.content["answers"]).total or 0
        for each in story.entries
        if each.kind == "response" and each.content["instrument"] == PHQ_9.key and each.received_at <= at
    ]


def _facts_before(story: Story, at: datetime) -> int:
    """How many facts were known: sessions recorded and entries received."""
    held = sum(1 for visit in story.visits if instant(visit.on, 18, story.zone) <= at)
    return held + sum(1 for each in story.entries if each.received_at <= at)


def _decision(sessions: int, change: float) -> tuple[str, str]:
    if sessions == 30:
        return ("taper", "Taper as planned.") if change >= ENOUGH else ("end", "No benefit; other options discussed.")
    if change >= RESPONSE:
        return "continue", "Clear response. Go on."
    if change >= ENOUGH:
        return "continue", "Slow but steady. Go on."
    if sessions == 10:
        return "continue", "Little change so far, which says little at this point. Motor threshold checked."
    return "change", "Little change. Coil position and medication reviewed."
