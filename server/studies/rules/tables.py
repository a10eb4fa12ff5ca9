"""The tables of an export, column by column. Pure data, with the words of the instruments filled in.

The long tables have a row per fact; `wide` has a row per course and timepoint, with a column per questionnaire item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.checkins.rules import EFFECTS, Hindrance, SleepQuality, Timing
from server.courses.rules import CourseState, EndReason, MoodScale, SessionState
from server.questionnaires.rules.instrument import Instrument
from server.studies.rules.columns import Column, Kind, Missing, Table
from server.studies.rules.deidentify import AGE_BANDS
from server.studies.rules.questionnaire_tables import responses, scores, wide
from server.studies.rules.shared_columns import ANCHOR, COURSE, DAY, DAYS_TO_RECEIVE, ENTRY, REVISION, SUBJECT

TABLES_VERSION = 3  # raised with every change of a table, a column or the meaning of one


@dataclass(frozen=True)
class Vocabulary:
    """The closed lists that come from data files. scheduled: the instruments that some schedule asks for, in the wide
    table. indications, protocols: key -> name. targets: of stimulation."""

    instruments: Sequence[Instrument]
    scheduled: Sequence[Instrument]
    indications: Mapping[str, str]
    protocols: Mapping[str, str]
    targets: Sequence[str]


_MOOD_SCALES: Mapping[str, str] = {MoodScale.ELEVEN: "eleven buttons, 0 to 10", MoodScale.FACES: "five faces, 0 to 4"}
_SESSION_STATES: Mapping[str, str] = {
    SessionState.FULL: "given in full",
    SessionState.PARTIAL: "given in part",
    SessionState.ABORTED: "broken off",
    SessionState.MISSED: "did not take place",
}
_COURSE_STATES: Mapping[str, str] = {
    CourseState.PLANNED: "not begun",
    CourseState.ACTIVE: "running",
    CourseState.PAUSED: "paused",
    CourseState.COMPLETED: "ended as planned",
    CourseState.DISCONTINUED: "ended early",
}
_TIMINGS: Mapping[str, str] = {
    Timing.DURING: "during the session",
    Timing.WITHIN_HOUR: "within an hour after it",
    Timing.LATER: "later",
}
_HINDRANCES: Mapping[str, str] = {Hindrance.NO: "no", Hindrance.A_BIT: "a bit", Hindrance.YES: "yes"}
_NIGHTS: Mapping[str, str] = {SleepQuality.GOOD: "good", SleepQuality.OK: "ok", SleepQuality.BAD: "bad"}
_SEXES = {"female": "female", "male": "male", "other": "other", "unknown": "not known"}


def tables(words: Vocabulary) -> tuple[Table, ...]:
    """All tables, in the order in which a reader wants to meet them."""
    return (
        _subjects(),
        _courses(words),
        _sessions(),
        _blocks(words),
        _check_ins(),
        _side_effects(),
        responses(words.instruments),
        scores(words.instruments),
        wide(words.scheduled),
    )


def _subjects() -> Table:
    return Table(
        "subjects",
        "One row per person whose consent was in effect.",
        ("subject",),
        (
            SUBJECT,
            Column("sex", Kind.CODE, "Sex as recorded by the clinic.", codes=_SEXES, none=Missing.NOT_RECORDED),
            Column("courses", Kind.INTEGER, "How many courses of treatment the clinic has of this person.", lowest=0),
            Column(
                "consent_day",
                Kind.INTEGER,
                "Day of the consent that is in effect, counted from the first treatment day of the first course.",
                "days",
                none=Missing.NOT_APPLICABLE,
            ),
        ),
    )


def _courses(words: Vocabulary) -> Table:
    return Table(
        "courses",
        "One row per course of treatment.",
        ("subject", "course"),
        (
            SUBJECT,
            COURSE,
            Column("start_year", Kind.INTEGER, "Calendar year of the first treatment day.", "year"),
            Column(
                "days_after_first",
                Kind.INTEGER,
                "From the first treatment day of this person's first course to that of this one.",
                "days",
                lowest=0,
            ),
            Column(
                "age_band",
                Kind.CODE,
                "Age on the first treatment day, in bands; 90 and above are one band.",
                "years",
                codes={each: f"{each} years" for each in AGE_BANDS},
                none=Missing.NOT_RECORDED,
            ),
            Column("indication", Kind.CODE, "What is treated.", codes=words.indications),
            Column("protocol", Kind.CODE, "The stimulation protocol that was planned.", codes=words.protocols),
            Column("mood_scale", Kind.CODE, "How mood is asked in this course.", codes=_MOOD_SCALES),
            Column("state", Kind.CODE, "State when the export was taken.", codes=_COURSE_STATES),
            Column(
                "end_reason",
                Kind.CODE,
                "Why the course was ended early.",
                codes={each: each for each in EndReason},
                none=Missing.NOT_APPLICABLE,
                also=(Missing.NOT_RECORDED,),
            ),
            Column("end_day", Kind.INTEGER, f"Last day of the course, {ANCHOR}.", "days", none=Missing.NOT_YET),
            Column("planned_sessions", Kind.INTEGER, "Sessions that were planned.", "sessions", lowest=1),
            Column("sessions_given", Kind.INTEGER, "Sessions given in full or in part.", "sessions", lowest=0),
            Column("sessions_aborted", Kind.INTEGER, "Sessions broken off.", "sessions", lowest=0),
            Column("sessions_missed", Kind.INTEGER, "Sessions that did not take place.", "sessions", lowest=0),
            Column("days_logged", Kind.INTEGER, "Days within the course with an entry in check_ins.", "days", lowest=0),
            Column(
                "days_possible",
                Kind.INTEGER,
                "The denominator of days_logged: days of the course up to its end, first and last included; of a "
                "running course up to the last day of which any table tells something.",
                "days",
                lowest=0,
            ),
        ),
    )


def _sessions() -> Table:
    return Table(
        "sessions",
        "One row per treatment session, also for those that did not take place.",
        ("subject", "course", "session"),
        (
            SUBJECT,
            COURSE,
            Column("session", Kind.INTEGER, "Number of the session in its course.", lowest=1, highest=200),
            DAY,
            Column("state", Kind.CODE, "What became of the session.", codes=_SESSION_STATES),
            Column(
                "site_pain",
                Kind.INTEGER,
                "Pain at the place of the coil, as told to the operator; 0 is none.",
                "points",
                0,
                10,
                none=Missing.NOT_ASKED,
            ),
        ),
    )


def _blocks(words: Vocabulary) -> Table:
    return Table(
        "blocks",
        "One row per stimulation within a session; bilateral protocols have two.",
        ("subject", "course", "session", "block"),
        (
            SUBJECT,
            COURSE,
            Column("session", Kind.INTEGER, "Number of the session in its course.", lowest=1, highest=200),
            Column("block", Kind.INTEGER, "Number of the stimulation in its session.", lowest=1),
            Column("target", Kind.CODE, "Where the coil was.", codes={each: each for each in words.targets}),
            Column(
                "intensity_percent_mt",
                Kind.INTEGER,
                "Intensity in per cent of the motor threshold.",
                "% of motor threshold",
                1,
                150,
            ),
            Column("pulses", Kind.INTEGER, "Pulses delivered.", "pulses", lowest=1, highest=20_000),
            Column(
                "frequency_hz",
                Kind.NUMBER,
                "Frequency; for theta bursts that within a burst.",
                "Hz",
                0,
                none=Missing.NOT_RECORDED,
            ),
        ),
    )


def _check_ins() -> Table:
    def points(name: str, meaning: str) -> Column:
        return Column(name, Kind.INTEGER, meaning, "points", 0, 10, none=Missing.NOT_ANSWERED)

    return Table(
        "check_ins",
        "One row per entry of the daily log. A day without a row was not logged.",
        ("subject", "course", "day", "entry"),
        (
            SUBJECT,
            COURSE,
            DAY,
            ENTRY,
            Column("is_last", Kind.FLAG, "1: the day's last entry, which counts where one per day is needed."),
            Column(
                "mood",
                Kind.NUMBER,
                "Overall mood today, 0 worst to 10 best; the five faces count 0, 2.5, 5, 7.5 and 10.",
                "points",
                0,
                10,
                none=Missing.NOT_ANSWERED,
            ),
            points("mood_raw", "Mood as chosen, on mood_scale."),
            Column("mood_scale", Kind.CODE, "How it was asked.", codes=_MOOD_SCALES, none=Missing.NOT_ANSWERED),
            points("energy", "Energy today, 0 none to 10 full."),
            points("anxiety", "Anxiety today, 0 none to 10 worst."),
            Column("sleep_hours", Kind.NUMBER, "Sleep last night.", "hours", 0, 24, none=Missing.NOT_ANSWERED),
            Column("sleep_quality", Kind.CODE, "How that sleep was.", codes=_NIGHTS, none=Missing.NOT_ANSWERED),
            Column(
                "any_side_effects",
                Kind.FLAG,
                "Whether there were side effects; which, is in side_effects.",
                none=Missing.NOT_ASKED,
            ),
            Column(
                "days_to_record",
                Kind.INTEGER,
                "Whole days from the moment it is about to saving it on the phone; above 0: filled in later.",
                "days",
            ),
            DAYS_TO_RECEIVE,
            REVISION,
        ),
    )


def _side_effects() -> Table:
    return Table(
        "side_effects",
        "One row per side effect that was graded in an entry of check_ins.",
        ("subject", "course", "day", "entry", "effect"),
        (
            SUBJECT,
            COURSE,
            DAY,
            ENTRY,
            Column(
                "effect",
                Kind.CODE,
                "Which effect, in the person's own report.",
                codes={key: effect.staff_label for key, effect in EFFECTS.items()},
            ),
            Column(
                "grade",
                Kind.INTEGER,
                "How strong: 0 none, 1 mild, 2 medium, 3 strong.",
                "grade",
                0,
                3,
            ),
            Column("timing", Kind.CODE, "When it came.", codes=_TIMINGS, none=Missing.NOT_ANSWERED),
            Column(
                "hindrance",
                Kind.CODE,
                "Whether it stopped the person doing things.",
                codes=_HINDRANCES,
                none=Missing.NOT_ANSWERED,
            ),
            Column("worst_ever", Kind.FLAG, "1: a headache, called the worst ever.", none=Missing.NOT_ANSWERED),
            Column(
                "meddra_pt_code",
                Kind.KEY,
                "The clinic's code of the effect: preferred term in MedDRA.",
                none=Missing.NOT_RECORDED,
            ),
            Column("snomed_code", Kind.KEY, "The clinic's code of the effect in SNOMED CT.", none=Missing.NOT_RECORDED),
        ),
    )
