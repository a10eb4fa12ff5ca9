"""The safety screen before the first session, and who may let treatment begin after it. Pure.

The items are those of the 2011 revision of Rossi's screening form and the clinic items of clinical reference 2.3, in
our own words: the journal's wording is copyrighted. A yes is no ban; a physician weighs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.errors import Conflict, Invalid
from server.wording import Sentence, say


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Clearance(StrEnum):
    """How a screen stands. Sessions are opened where it is CLEAR, CLEARED or OVERRIDDEN."""

    CLEAR = "clear"  # every answer is no
    WAITING = "waiting"  # a physician has to look
    STOPPED = "stopped"  # a hard stop: a physician can only override it, with a reason
    CLEARED = "cleared"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True)
class ScreenItem:
    """One question, as it is read to the patient. asks: what to write down after a yes, None if yes says it all.

    hard_stop: something in the body that the field can move, heat or disturb, or a history of seizures.
    """

    key: str
    question: Sentence
    asks: Sentence | None = None
    hard_stop: bool = False


# By version of the form, so that an old screen can be read as it was asked. Change the wording only as a new version:
# other languages know a question by its English words, and what was written for those stays with them.
FORMS: Mapping[str, tuple[ScreenItem, ...]] = {
    "1": (
        ScreenItem(
            "seizure",
            say("Have you ever had a fit or a seizure, or been told that you have epilepsy?"),
            say("When, how often"),
            True,
        ),
        ScreenItem("cochlear_implant", say("Do you have an implant in the inner ear to help you hear?"), None, True),
        ScreenItem(
            "metal_head",
            say(
                "Is there metal in your head that cannot be taken out, such as a clip, a coil, a plate or a splinter? "
                "Fillings and braces do not count."
            ),
            say("What and where"),
            True,
        ),
        ScreenItem(
            "eye_implant", say("Do you have an implant in the eye that holds metal or electronics?"), None, True
        ),
        ScreenItem(
            "neurostimulator",
            say("Do you have a stimulator for nerves or the brain, such as in the brain, at the spine or at a nerve?"),
            say("Which"),
            True,
        ),
        ScreenItem(
            "pacemaker", say("Do you have a pacemaker, a defibrillator or wires in the heart?"), say("Which"), True
        ),
        ScreenItem(
            "infusion_pump", say("Do you have a pump under the skin that gives you a medicine?"), say("Which"), True
        ),
        ScreenItem("metal_elsewhere", say("Is there metal anywhere else in your body?"), say("What and where")),
        ScreenItem("fainting", say("Have you ever fainted or blacked out?"), say("When, and what led to it")),
        ScreenItem(
            "head_injury",
            say("Did a blow to the head ever leave you dazed or unconscious?"),
            say("When, and for how long"),
        ),
        ScreenItem(
            "brain_disease",
            say("Have you had a stroke, a brain operation, or any other disease or injury of the brain?"),
            say("What and when"),
        ),
        ScreenItem("family_epilepsy", say("Does anybody in your close family have epilepsy?"), say("Who")),
        ScreenItem(
            "hearing", say("Do you hear badly, or do you have ringing in your ears?"), say("Which ear, since when")
        ),
        ScreenItem(
            "ear_or_eye_finding", say("Did your last ear or eye examination find anything?"), say("What and when")
        ),
        ScreenItem("head_tattoo", say("Do you have a tattoo or permanent make-up on the head or face?")),
        ScreenItem("pregnancy", say("Are you pregnant, or could you be?")),
        ScreenItem(
            "medicines", say("Do you take any medicine, supplement or other substance?"), say("Each one with its dose")
        ),
        ScreenItem(
            "risky_medicines",
            say("Do you take lithium, clozapine, bupropion, a stimulant or a tricyclic antidepressant?"),
            say("Which and how much"),
        ),
        ScreenItem(
            "withdrawal",
            say("Do you drink a lot or take sedatives daily, or did you cut down on either lately?"),
            say("What, and since when"),
        ),
        ScreenItem("sleep_loss", say("Do you sleep much too little these days?"), say("How many hours")),
        ScreenItem(
            "bipolar",
            say("Have you ever had a time of mania or hypomania, or a diagnosis of bipolar illness?"),
            say("When"),
        ),
        ScreenItem(
            "psychosis", say("Have you ever heard or believed things that others could not follow?"), say("When")
        ),
        ScreenItem("trouble_with_tms", say("Have you had TMS before, and did anything go wrong?"), say("What")),
        ScreenItem("trouble_with_mri", say("Have you had an MRI scan, and was there any problem?"), say("What")),
    )
}
NEWEST_FORM = "1"
# What a sentence calls the hard stops of all forms.
_STOPS = {
    "seizure": say("seizure"),
    "cochlear_implant": say("cochlear implant"),
    "metal_head": say("metal head"),
    "eye_implant": say("eye implant"),
    "neurostimulator": say("neurostimulator"),
    "pacemaker": say("pacemaker"),
    "infusion_pump": say("infusion pump"),
}
LONGEST_DETAIL = 400


@dataclass(frozen=True)
class Given:
    """The answer to one item. detail: what was written beside it, "" for nothing."""

    answer: Answer
    detail: str = ""


def require_complete(form: str, answers: Mapping[str, Given]) -> None:
    """Raise Invalid unless every item of the form is answered, no other is, and a yes says what it must."""
    items = {each.key: each for each in FORMS[form]}
    if unknown := sorted(set(answers) - set(items)):
        raise Invalid(say("There is no question “{key}” on this form.", key=unknown[0][:40]), field="answers")
    for key, item in items.items():
        if key not in answers:
            raise Invalid("Answer every question; “unsure” is an answer too.", field=key)
        if answers[key].answer is Answer.YES and item.asks and not answers[key].detail.strip():
            raise Invalid(say("Write beside the yes: {what}.", what=item.asks), field=key)


def positive(form: str, answers: Mapping[str, Given]) -> list[ScreenItem]:
    """The items answered yes or unsure, in the order of the form: a physician looks at these."""
    return [each for each in FORMS[form] if answers[each.key].answer is not Answer.NO]


def hard_stops(form: str, answers: Mapping[str, Given]) -> list[ScreenItem]:
    """The items among them that only an override lifts. Unsure stops as yes does: nobody finds out under the coil."""
    return [each for each in positive(form, answers) if each.hard_stop]


def clearance_of(form: str, answers: Mapping[str, Given], *, signed: bool) -> Clearance:
    """How the screen stands. signed: a physician cleared it or overrode its hard stops."""
    if hard_stops(form, answers):
        return Clearance.OVERRIDDEN if signed else Clearance.STOPPED
    if positive(form, answers):
        return Clearance.CLEARED if signed else Clearance.WAITING
    return Clearance.CLEAR


def require_clearable(form: str, answers: Mapping[str, Given], *, override: bool) -> None:
    """Raise Invalid for a clearance that is not needed, or one that does not name the hard stops it overrides."""
    if not positive(form, answers):
        raise Invalid("Every answer of this screen is no: there is nothing to clear.", field="reason")
    if hard_stops(form, answers) and not override:
        raise Invalid("This screen has a hard stop. Say that you override it, and why.", field="override")
    if override and not hard_stops(form, answers):
        raise Invalid("This screen has no hard stop to override.", field="override")


def require_cleared(clearance: Clearance | None, stops: Sequence[str], *, required: bool) -> None:
    """Raise Conflict unless sessions may be opened. clearance None: no screen is on file. stops: keys of hard ones."""
    if clearance is None:
        if required:
            raise Conflict(
                "There is no safety screen on file. Fill it in on the course's safety page before the first session.",
                code="no-screen",
            )
    elif clearance is Clearance.WAITING:
        raise Conflict(
            "The safety screen waits for a physician. No session is opened until it is cleared.",
            code="screen-not-cleared",
        )
    elif clearance is Clearance.STOPPED:
        sentence = say(
            "The safety screen has a hard stop ({stops}). No session is opened unless a physician overrides it.",
            stops=[_STOPS[each] for each in stops],
        )
        raise Conflict(sentence, code="screen-not-cleared")
