"""Sync, today and my course as JSON."""

from marshmallow import Schema, fields, validate

from server.checkins.schemas import CheckInView, EffectChoice
from server.checkins.schemas.advice import AdviceOfToday
from server.courses.rules import CourseState, MoodScale
from server.http import Instant
from server.people.schemas import HelpCardView
from server.phone.rules import Outcome
from server.phone.rules.call import CallReason
from server.questionnaires.schemas import DueView, InstrumentView

KINDS = ("check-in", "response", "safety-answer", "effect-report")
LARGEST_SEQ = 2**53 - 1  # what a browser's number can count


class SyncBody(Schema):
    """At most fifty items; each is judged on its own, so their shape is not checked here."""

    schema = fields.Integer(required=True, strict=True, validate=validate.OneOf([1]))  # old forms stay accepted
    device = fields.UUID(required=True)
    owner = fields.UUID(load_default=None)  # whose entries these are: a shared phone's cookie may be another person's
    sent_at = Instant(required=True)
    items = fields.List(fields.Dict(), required=True, validate=validate.Length(1, 50))


class ItemBody(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    id = fields.UUID(required=True)
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_SEQ))
    base = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1))
    recorded_at = Instant(required=True)
    deleted = fields.Boolean(load_default=False)
    content = fields.Dict(load_default=None, allow_none=True)


class AnswerView(Schema):
    id = fields.String(allow_none=True)
    seq = fields.Integer(allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True)
    code = fields.String(allow_none=True)
    message = fields.String(allow_none=True)
    rev = fields.Integer(allow_none=True)
    received_at = Instant()
    stored = fields.Dict(allow_none=True)


class SyncView(Schema):
    items = fields.List(fields.Nested(AnswerView))
    confirmed = fields.Integer()


class TodayQuery(Schema):
    on = fields.Date(required=True)


class CourseOfTodayView(Schema):
    """Without what the treatment is for: a phone may lie open before others."""

    id = fields.UUID()
    mood_scale = fields.Enum(MoodScale, by_value=True)
    state = fields.Enum(CourseState, by_value=True)
    session_today = fields.Integer(allow_none=True)
    sessions_done = fields.Integer()
    sessions_planned = fields.Integer()
    treatment_days = fields.List(fields.Date())


class QuestionsView(Schema):
    """What the daily form asks: mood on one scale, and what else the clinic wants to know."""

    mood_scale = fields.Enum(MoodScale, by_value=True)
    energy = fields.Boolean()
    anxiety = fields.Boolean()
    sleep = fields.Boolean()


class TodayView(Schema):
    on = fields.Date()
    course = fields.Nested(CourseOfTodayView, allow_none=True)
    due = fields.List(fields.Nested(DueView))
    log = fields.List(fields.Nested(CheckInView))
    confirmed = fields.Integer()
    reviewed_at = Instant(allow_none=True)
    effects = fields.List(fields.Nested(EffectChoice))
    instruments = fields.Dict(keys=fields.String(), values=fields.Nested(InstrumentView))
    questions = fields.Nested(QuestionsView)
    advice = fields.Nested(AdviceOfToday)


class ScorePointView(Schema):
    on = fields.Date()
    session = fields.Integer()
    total = fields.Float(allow_none=True)


class ScoresView(Schema):
    title = fields.String()
    max = fields.Integer()
    points = fields.List(fields.Nested(ScorePointView))


class OwnMoodView(Schema):
    on = fields.Date()
    value = fields.Float()


class OwnCourseView(CourseOfTodayView):
    title = fields.String()


class MyCourseView(Schema):
    course = fields.Nested(OwnCourseView, allow_none=True)
    scores = fields.Dict(keys=fields.String(), values=fields.Nested(ScoresView))
    mood = fields.List(fields.Nested(OwnMoodView))
    sessions = fields.List(fields.Date())
    reviewed_at = Instant(allow_none=True)


class CallBody(Schema):
    """reason: null if the patient did not say."""

    reason = fields.Enum(CallReason, by_value=True, load_default=None, allow_none=True)


class CallView(Schema):
    """available: somebody is on duty who can call back. asked_at: when an open request came; null: there is none."""

    available = fields.Boolean()
    asked_at = Instant(allow_none=True)
    clinic_phone = fields.String(allow_none=True)
    clinic_hours = fields.String(allow_none=True)


class KioskLogView(QuestionsView):
    effects = fields.List(fields.Nested(EffectChoice))


class KioskView(Schema):
    """What is due, for whoever typed a code. shown_as: initials or the first name. log: null if the day is logged."""

    shown_as = fields.String()
    language = fields.String()  # a BCP 47 tag
    idle_minutes = fields.Integer()
    help = fields.Nested(HelpCardView)
    on = fields.Date()
    log = fields.Nested(KioskLogView, allow_none=True)
    due = fields.List(fields.Nested(DueView))
    instruments = fields.Dict(keys=fields.String(), values=fields.Nested(InstrumentView))


class KioskEntriesBody(Schema):
    """Up to fifty entries as for /api/sync, without `base` and `deleted`."""

    device = fields.UUID(required=True)
    sent_at = Instant(required=True)
    items = fields.List(fields.Dict(), required=True, validate=validate.Length(1, 50))


class KioskAnswerView(Schema):
    """What became of an entry, without what the clinic held before."""

    id = fields.String(allow_none=True)
    seq = fields.Integer(allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True)


class KioskAnswersView(Schema):
    items = fields.List(fields.Nested(KioskAnswerView))
