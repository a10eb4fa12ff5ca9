"""What our own files name, the desk names in the reader's language."""

import json
import re

from server.access import Role
from server.alerts.actions.telling import CHANNEL_WORDS
from server.alerts.rules import ACTIONS, GRADES, Level
from server.checkins.rules import STAFF_LABELS
from server.courses.library import indications, protocols
from server.courses.rules.hold import TITLES
from server.questionnaires.library import instruments
from server.shell import STATIC

# Its bands are the words of the scale itself, and translated by nobody but its owners.
IN_THE_WORDS_OF_THE_SCALE = {"cgi-s"}


def test_every_name_in_our_files_has_a_term_for_the_desk() -> None:
    named = {each.title for each in indications()} | {each.name for each in protocols()} | set(STAFF_LABELS.values())
    named |= {
        band.label
        for each in instruments()
        if each.key not in IN_THE_WORDS_OF_THE_SCALE
        for scale in each.scales
        for band in scale.bands
    }
    named |= {each.title for instrument in instruments() for each in instrument.safety_items}
    # What stands in the sentences of alerts and of their settings.
    named |= {*GRADES, *(level.value for level in Level), *TITLES.values(), *CHANNEL_WORDS.values(), *ACTIONS.values()}
    # What a label adds for an age.
    named |= {ages.remark for each in indications() for ages in each.ages if ages.remark}
    named |= {role.value for role in (Role.TECHNICIAN, Role.CLINICIAN, Role.ADMIN)}
    sentences = json.loads((STATIC / "locales" / "en.clinic.json").read_text(encoding="utf-8"))
    terms = {key: said for key, said in sentences.items() if key.startswith("term.")}
    assert terms == {key_of(each): each for each in named}


def key_of(english: str) -> str:
    """As static/js/components/clinic/terms.js makes it."""
    return "term." + re.sub(r"[^A-Za-z0-9]+", "-", english).strip("-")
