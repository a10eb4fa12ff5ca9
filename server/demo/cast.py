"""Who the demo clinic's patients are: how far each course got, and what happened on the way. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from server.courses.rules import CourseState, EndReason, MoodScale
from server.demo.shapes import Shape, shapes_of


class Event(StrEnum):
    """Something that a visitor of the demo should find in one of the courses."""

    SELF_HARM = "item 9 of the last questionnaire is above 0, and nobody has acted yet"
    STRONG_HEADACHE = "a strong headache since yesterday, seen but not closed"
    LEFT_BECAUSE_OF_PAIN = "strong pain at the coil, acted on, and then the patient stopped"
    OFFLINE = "some days without a network: delivered late"
    CLOCK_OFF = "the phone's clock is three hours behind"
    RELAPSE = "ill again some months after the course"


@dataclass(frozen=True)
class Part:
    """What becomes of one patient's course.

    sessions: planned sessions that lie before today, or before the end; lowest and highest.
    days_ago: how long ago the course ended or was paused, or, below 0, in how many days it starts.
    shape, protocol: None where any will do.
    """

    state: CourseState
    sessions: tuple[int, int] = (0, 0)
    days_ago: tuple[int, int] = (0, 0)
    protocol: str | None = None
    end_reason: EndReason | None = None
    event: Event | None = None
    mood_scale: MoodScale = MoodScale.ELEVEN
    shape: Shape | None = None
    is_visitor: bool = False  # the patient as whom a visitor signs in


ACCELERATED = "saint"
# Shares of the protocols among the courses with one session a day.
ONCE_DAILY = {"hf10_std": 6, "hf10_dash": 4, "itbs600": 7, "dtms_h1": 3}

_active, _completed, _discontinued = CourseState.ACTIVE, CourseState.COMPLETED, CourseState.DISCONTINUED

VISITOR = Part(_active, (10, 10), protocol="hf10_std", shape=Shape.LOW_LINEAR, is_visitor=True)

# The others of forty. The first ones come first in a small clinic too.
OTHERS = (
    Part(_active, (9, 13), event=Event.SELF_HARM, shape=Shape.HIGH_LINEAR),
    Part(_active, (4, 6), event=Event.STRONG_HEADACHE),
    Part(CourseState.PLANNED, days_ago=(-7, -4)),
    Part(_completed, days_ago=(35, 55)),
    Part(_discontinued, (9, 12), (30, 60), end_reason=EndReason.ADVERSE_EVENT, event=Event.LEFT_BECAUSE_OF_PAIN),
    Part(CourseState.PAUSED, (14, 18), (8, 10)),
    Part(_active, (20, 20), protocol=ACCELERATED, shape=Shape.RAPID),
    Part(_active, (16, 20), event=Event.OFFLINE, mood_scale=MoodScale.FACES),
    Part(_active, (7, 9), event=Event.CLOCK_OFF),
    Part(_completed, days_ago=(100, 140), event=Event.RELAPSE, shape=Shape.RAPID),
    Part(_discontinued, (22, 25), (20, 40), end_reason=EndReason.NON_RESPONSE, shape=Shape.NON_RESPONSE),
    Part(_discontinued, (12, 16), (15, 50), end_reason=EndReason.PATIENT_CHOICE),
    Part(_discontinued, (20, 20), (60, 90), end_reason=EndReason.INSURANCE),
    Part(CourseState.PLANNED, days_ago=(-14, -9)),
    *(Part(_active, (1 + round(2.6 * place), 2 + round(2.6 * place))) for place in range(11)),
    Part(CourseState.HOSPITALISED, (20, 24), (4, 6), mood_scale=MoodScale.FACES),
    Part(_active, (33, 34)),
    *(Part(_completed, days_ago=(2, 12)) for _ in range(4)),
    *(Part(_completed, days_ago=(30, 60)) for _ in range(4)),
    *(Part(_completed, days_ago=(95, 200)) for _ in range(3)),
    Part(_completed, days_ago=(40, 80), mood_scale=MoodScale.FACES),
)


@dataclass(frozen=True)
class Casting:
    """A part with what was drawn for it."""

    part: Part
    shape: Shape
    protocol: str


def draw_cast(patients: int, rng: Random) -> list[Casting]:
    """One part for each of the patients; the visitor comes first.

    The shapes of those who need none are what the published shares leave over, so that they hold for the whole clinic.
    """
    others = [OTHERS[place % len(OTHERS)] for place in range(patients - 1)]
    rng.shuffle(others)
    parts = [VISITOR, *others]
    shapes = shapes_of(patients, rng)
    for part in parts:
        if part.shape in shapes:
            shapes.remove(part.shape)
    drawn = []
    for part in parts:
        protocol = part.protocol or rng.choices(list(ONCE_DAILY), list(ONCE_DAILY.values()))[0]
        drawn.append(Casting(part, part.shape or shapes.pop(), protocol))
    return drawn


# Courses of the last year, so that the clinic has outcomes to show: mostly completed, some ended early.
EARLIER = (
    *(Part(_completed, days_ago=(60, 420)) for _ in range(8)),
    Part(_discontinued, (10, 28), (60, 400), end_reason=EndReason.PATIENT_CHOICE),
)
EARLIER_SHAPES = {Shape.NON_RESPONSE: 3, Shape.RAPID: 20, Shape.HIGH_LINEAR: 5, Shape.LOW_LINEAR: 8}


def draw_earlier(patients: int, rng: Random) -> list[Casting]:
    """Parts for patients who were treated in the year before. More of them improve rapidly than in the published shares
    of shapes, so that the clinic's rates lie where the registries' do (clinical reference 4.2)."""
    shapes = rng.choices(list(EARLIER_SHAPES), list(EARLIER_SHAPES.values()), k=patients)
    protocols = rng.choices(list(ONCE_DAILY), list(ONCE_DAILY.values()), k=patients)
    parts = [EARLIER[place % len(EARLIER)] for place in range(patients)]
    return [Casting(*each) for each in zip(parts, shapes, protocols, strict=True)]
