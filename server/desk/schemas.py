"""The caseload and the course page as JSON."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from server.access import Role
from server.alerts.rules import Level
from server.alerts.schemas import AlertView
from server.checkins.schemas import CheckInView, EffectChoice
from server.courses.rules import CourseState, MoodScale, SessionState
from server.courses.schemas.hold import HoldView
from server.courses.schemas.plan import WarnedView
from server.courses.schemas.session import BlockBody
from server.http import Instant
from server.outcomes.schemas import ReviewView
from server.questionnaires.rules.instrument import Filler, Wording
from server.questionnaires.schemas import DueView, InstrumentView


class CaseloadQuery(Schema):
    state = fields.String(load_default="running", validate=validate.OneOf(["running", "ended", "all"]))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))
    after = fields.String(load_default=None)  # `next` of the part before


class Since(fields.Field[Any]):
    """An instant, or a day where no time of day is known."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return _INSTANT._serialize(value, attr, obj) if isinstance(value, datetime) else value.isoformat()


_INSTANT = Instant()


class AttentionView(Schema):
    level = fields.Enum(Level, by_value=True)
    reason = fields.String()
    # What a page needs to say it in the reader's language: docs/languages.md.
    said = fields.List(fields.Raw(), allow_none=True)
    since = Since()


class CaseRowView(Schema):
    course_id = fields.UUID()
    patient_id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)
    title = fields.String()
    protocol = fields.String()
    state = fields.Enum(CourseState, by_value=True)
    sessions_done = fields.Integer()
    sessions_planned = fields.Integer()
    primary = fields.String()
    baseline = fields.Float(allow_none=True)
    latest = fields.Float(allow_none=True)
    change_percent = fields.Float(allow_none=True)
    outcome = fields.String(allow_none=True)
    last_log_on = fields.Date(allow_none=True)
    days_since_log = fields.Integer(allow_none=True)
    due = fields.List(fields.String())
    alerts = fields.Integer()
    attention = fields.List(fields.Nested(AttentionView))
    reviewed_at = Instant(allow_none=True)


class CaseloadView(Schema):
    rows = fields.List(fields.Nested(CaseRowView))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class ProtocolOfPageView(Schema):
    key = fields.String()
    name = fields.String()
    coil = fields.String()
    target = fields.String()
    sessions = fields.Integer(allow_none=True)


class CourseOfPageView(Schema):
    id = fields.UUID()
    title = fields.String()
    indication = fields.String()
    protocol = fields.Nested(ProtocolOfPageView)
    device = fields.String(allow_none=True)
    coil = fields.String(allow_none=True)
    mood_scale = fields.Enum(MoodScale, by_value=True)
    started_on = fields.Date()
    ended_on = fields.Date(allow_none=True)
    state = fields.Enum(CourseState, by_value=True)
    end_reason = fields.String(allow_none=True)
    sessions_planned = fields.Integer()
    sessions_authorised = fields.Integer(allow_none=True)
    treatment_days = fields.List(fields.Date())


class PatientOfPageView(Schema):
    id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)
    zone = fields.String()
    sex = fields.String(allow_none=True)
    birth_year = fields.Integer(allow_none=True)


class MeasureView(Schema):
    baseline = fields.Float(allow_none=True)
    baseline_on = fields.Date(allow_none=True)
    baseline_stale = fields.Boolean()
    latest = fields.Float(allow_none=True)
    latest_on = fields.Date(allow_none=True)
    change_percent = fields.Float(allow_none=True)
    outcome = fields.String(allow_none=True)
    reliable = fields.String(allow_none=True)
    end = fields.Float(allow_none=True)
    end_on = fields.Date(allow_none=True)
    end_outcome = fields.String(allow_none=True)
    points = fields.Dict(keys=fields.Integer(), values=fields.Float())  # session 10, 20, 30, 36 -> score
    relapsed_on = fields.Date(allow_none=True)


class ScaleOfPageView(Schema):
    instrument = fields.String()
    title = fields.String()
    higher_is_better = fields.Boolean()
    measure = fields.Nested(MeasureView)
    watch = fields.Boolean(allow_none=True)


class FactsView(Schema):
    primary = fields.String()
    baseline = fields.Float(allow_none=True)
    latest = fields.Float(allow_none=True)
    change_percent = fields.Float(allow_none=True)
    outcome = fields.String(allow_none=True)
    reliable = fields.String(allow_none=True)
    sessions_done = fields.Integer()
    sessions_missed = fields.Integer()
    mood_median_7 = fields.Float(allow_none=True)
    mood_median_first = fields.Float(allow_none=True)
    days_logged = fields.Integer()
    days_possible = fields.Integer()
    last_log_on = fields.Date(allow_none=True)
    sessions_to_date = fields.Integer()
    forms_answered = fields.Integer()
    forms_asked = fields.Integer()
    scales = fields.List(fields.Nested(ScaleOfPageView))


class NextView(Schema):
    session_number = fields.Integer(allow_none=True)
    session_on = fields.Date(allow_none=True)
    due = fields.List(fields.Nested(DueView))
    authorised_left = fields.Integer(allow_none=True)
    authorisation = fields.List(fields.Nested(WarnedView))


class SessionOfPageView(Schema):
    id = fields.UUID()
    number = fields.Integer()
    on = fields.Date()
    phase = fields.String()
    state = fields.Enum(SessionState, by_value=True)
    blocks = fields.List(fields.Nested(BlockBody))
    site_pain = fields.Integer(allow_none=True)
    note = fields.String(allow_none=True)


class ScaleShownView(Schema):
    key = fields.String()
    title = fields.String()
    total = fields.Float(allow_none=True)
    prorated = fields.Boolean()
    band = fields.String(allow_none=True)


class GapView(Schema):
    point = fields.String()
    can_be_closed = fields.Boolean()
    until = fields.Date(allow_none=True)


class ResponseOfPageView(Schema):
    id = fields.UUID()
    rev = fields.Integer()
    instrument = fields.String()
    title = fields.String()
    version = fields.String()
    answered_on = fields.Date()
    mode = fields.String()
    language = fields.String(allow_none=True)
    total = fields.Float(allow_none=True)  # the prorated one where `prorated` says so
    prorated = fields.Boolean()
    stated = fields.Boolean()  # the total was entered in place of items
    complete = fields.Boolean()
    band = fields.String(allow_none=True)
    scales = fields.List(fields.Nested(ScaleShownView))
    timepoint = fields.String(allow_none=True)
    recall_overlaps = fields.Boolean()
    answers = fields.Dict()
    entered_by = fields.String(allow_none=True)  # None: the patient
    note = fields.String(allow_none=True)
    recorded_at = Instant()
    received_at = Instant()
    filled_late = fields.Boolean()
    delivered_late = fields.Boolean()
    conflicts = fields.Integer()


class UnplacedView(Schema):
    id = fields.String()
    kind = fields.String()
    received_at = Instant()
    reason = fields.String()
    content = fields.Dict()


class ConflictView(Schema):
    id = fields.String()
    kind = fields.String()
    of = fields.UUID()
    received_at = Instant()
    content = fields.Dict(allow_none=True)  # None: it would delete the entry


class CoursePageView(Schema):
    of_facts = fields.Integer()
    course = fields.Nested(CourseOfPageView)
    patient = fields.Nested(PatientOfPageView)
    facts = fields.Nested(FactsView)
    holds = fields.List(fields.Nested(HoldView))
    alerts = fields.List(fields.Nested(AlertView))
    next = fields.Nested(NextView)
    reviews = fields.List(fields.Nested(ReviewView))
    sessions = fields.List(fields.Nested(SessionOfPageView))
    log = fields.List(fields.Nested(CheckInView))
    responses = fields.List(fields.Nested(ResponseOfPageView))
    missing = fields.List(fields.Nested(GapView))
    unplaced = fields.List(fields.Nested(UnplacedView))
    conflicts = fields.List(fields.Nested(ConflictView))
    instruments = fields.Dict(keys=fields.String(), values=fields.Nested(InstrumentView))
    effects = fields.List(fields.Nested(EffectChoice))


class TotalRangeView(Schema):
    """The lowest and the highest total of a scale."""

    low = fields.Integer()
    high = fields.Integer()


class InstrumentOfFormsView(InstrumentView):
    """What staff need to enter a form: the questions, and the range of a total that is entered in place of items."""

    name = fields.String()
    wording = fields.Enum(Wording, by_value=True)
    filled_by = fields.Enum(Filler, by_value=True)
    main = fields.Nested(TotalRangeView)


class CourseOfFormsView(Schema):
    id = fields.UUID()
    started_on = fields.Date()
    state = fields.Enum(CourseState, by_value=True)


class PatientOfFormsView(Schema):
    id = fields.UUID()
    name = fields.String()
    number = fields.String(allow_none=True)
    birth_date = fields.Date(allow_none=True)


class FormsPageView(Schema):
    course = fields.Nested(CourseOfFormsView)
    title = fields.String()  # of the indication
    patient = fields.Nested(PatientOfFormsView)
    today = fields.Date()
    due = fields.List(fields.Nested(DueView))
    missing = fields.List(fields.Nested(GapView))
    responses = fields.List(fields.Nested(ResponseOfPageView))
    offered = fields.List(fields.String())
    instruments = fields.List(fields.Nested(InstrumentOfFormsView), attribute="known")
    spoken = fields.List(fields.Nested(InstrumentOfFormsView))


class AlertRuleView(Schema):
    id = fields.String()
    meaning = fields.String()
    level = fields.Enum(Level, by_value=True)
    owner = fields.Enum(Role, by_value=True)
    due_hours = fields.Float()
    working_hours = fields.Boolean()  # counted in the clinic's hours; if not, day and night
    silent_because = fields.String(allow_none=True)  # why it cannot fire here, or not for all
    said = fields.List(fields.Raw(), allow_none=True)  # that sentence, as pages put it into the reader's language


class AlertRulesView(Schema):
    rules = fields.List(fields.Nested(AlertRuleView))
