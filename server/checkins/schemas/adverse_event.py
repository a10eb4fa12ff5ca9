"""Adverse events as JSON."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from server.checkins.rules import EFFECTS
from server.checkins.rules.adverse_event import (
    GRADES,
    Action,
    Assessment,
    Criterion,
    DeviceReport,
    EventOutcome,
    EventStatus,
    Relation,
    Told,
)
from server.http import Instant, Text

LONGEST = 4000
# Below a field of a form that was left empty.
CHOOSE: dict[str, Any] = dict.fromkeys(("required", "null", "invalid", "unknown"), "Choose one.")
YES_OR_NO: dict[str, Any] = dict.fromkeys(("required", "null", "invalid"), "Say yes or no.")


def _words(longest: int = LONGEST) -> Text:
    return Text(load_default=None, allow_none=True, validate=validate.Length(max=longest))


def _reason(**rest: Any) -> Text:
    return Text(validate=validate.Length(3, LONGEST), **rest)


class ConfirmedBody(Schema):
    confirmed = fields.List(fields.String(), load_default=list, validate=validate.Length(max=20))


class ToldBody(ConfirmedBody):
    """What happened."""

    effect = fields.String(required=True, validate=validate.OneOf(list(EFFECTS), error="Choose what happened."))
    term = _words(200)
    onset_on = fields.Date(required=True)
    resolved_on = fields.Date(load_default=None, allow_none=True)
    ongoing = fields.Boolean(load_default=None, allow_none=True)
    treatment = _words(500)
    note = _words()

    @post_load
    def as_told(self, said: dict[str, Any], **_rest: Any) -> dict[str, Any]:
        """The event as one value, beside what is said about saying it."""
        sources = {name: said.pop(name, None) for name in ("from_check_in", "from_session")}
        told = {name: said.pop(name) for name in ToldBody.TOLD}
        return said | {"told": Told(**told, **sources)}

    TOLD = ("effect", "term", "onset_on", "resolved_on", "ongoing", "treatment", "note")


class EventBody(ToldBody):
    id = fields.UUID(required=True)
    from_check_in = fields.UUID(load_default=None, allow_none=True)
    from_session = fields.UUID(load_default=None, allow_none=True)


class CorrectBody(ToldBody):
    reason = _reason(required=True)


class SignBody(ConfirmedBody):
    """What a clinician makes of it. reason: why it is graded anew, if it is."""

    grade = fields.Integer(
        required=True, strict=True, validate=validate.OneOf(list(GRADES), error="Choose a grade from 1 to 5.")
    )
    serious = fields.Boolean(required=True, error_messages=YES_OR_NO)
    criteria = fields.List(fields.Enum(Criterion, by_value=True), load_default=list, validate=validate.Length(max=6))
    relation = fields.Enum(Relation, by_value=True, required=True, error_messages=CHOOSE)
    expected = fields.Boolean(required=True, error_messages=YES_OR_NO)
    action = fields.Enum(Action, by_value=True, required=True, error_messages=CHOOSE)
    outcome = fields.Enum(EventOutcome, by_value=True, required=True, error_messages=CHOOSE)
    device_report = fields.Enum(DeviceReport, by_value=True, load_default=None, allow_none=True)
    reason = _reason(load_default=None, allow_none=True)

    @post_load
    def as_assessment(self, said: dict[str, Any], **_rest: Any) -> dict[str, Any]:
        """The assessment as one value."""
        assessed = {name: said.pop(name) for name in Assessment.__dataclass_fields__}
        criteria = tuple(each for each in Criterion if each in assessed["criteria"])
        return said | {"assessed": Assessment(**assessed | {"criteria": criteria})}


class ReasonBody(Schema):
    reason = _reason(required=True)


class NoteBody(Schema):
    on = fields.Date(required=True)
    words = Text(required=True, validate=validate.Length(3, LONGEST))


class CodesView(Schema):
    meddra_pt_code = fields.String(allow_none=True)
    snomed_code = fields.String(allow_none=True)


class NoteView(Schema):
    on = fields.Date()
    words = fields.String()
    written_at = Instant()
    written_by = fields.String()


class ChangeView(Schema):
    at = Instant()
    by = fields.String()
    before = fields.Dict()
    after = fields.Dict()
    reason = fields.String()


class EventView(Schema):
    id = fields.UUID()
    patient_id = fields.UUID()
    course_id = fields.UUID()
    status = fields.Enum(EventStatus, by_value=True)
    effect = fields.String()
    label = fields.String()
    term = fields.String(allow_none=True)
    codes = fields.Nested(CodesView)
    onset_on = fields.Date()
    resolved_on = fields.Date(allow_none=True)
    ongoing = fields.Boolean(allow_none=True)
    grade = fields.Integer(allow_none=True)
    serious = fields.Boolean(allow_none=True)
    criteria = fields.List(fields.String())
    relation = fields.Enum(Relation, by_value=True, allow_none=True)
    expected = fields.Boolean(allow_none=True)
    action = fields.Enum(Action, by_value=True, allow_none=True)
    treatment = fields.String(allow_none=True)
    outcome = fields.Enum(EventOutcome, by_value=True, allow_none=True)
    note = fields.String(allow_none=True)
    device_report = fields.Enum(DeviceReport, by_value=True, allow_none=True)
    from_check_in = fields.UUID(allow_none=True)
    from_session = fields.UUID(allow_none=True)
    session_number = fields.Integer(allow_none=True)
    reported_at = Instant()
    reported_by = fields.String()
    signed_at = Instant(allow_none=True)
    signed_by = fields.String(allow_none=True)
    closed_at = Instant(allow_none=True)
    closed_by = fields.String(allow_none=True)
    notes = fields.List(fields.Nested(NoteView))
    changes = fields.List(fields.Nested(ChangeView))


class ReportView(Schema):
    check_in_id = fields.UUID()
    effect = fields.String()
    label = fields.String()
    grade = fields.Integer()
    text = fields.String(allow_none=True)
    felt_on = fields.Date()
    felt_at = Instant()
    events = fields.List(fields.UUID())


class SessionChoice(Schema):
    id = fields.UUID()
    number = fields.Integer()
    on = fields.Date()


class NamedEffect(Schema):
    key = fields.String()
    label = fields.String()


class GradeChoice(Schema):
    grade = fields.Integer()
    meaning = fields.String()


class EventsView(Schema):
    patient_id = fields.UUID()
    name = fields.String()
    course_id = fields.UUID()
    events = fields.List(fields.Nested(EventView))
    reports = fields.List(fields.Nested(ReportView))
    sessions = fields.List(fields.Nested(SessionChoice))
    effects = fields.List(fields.Nested(NamedEffect))
    grades = fields.List(fields.Nested(GradeChoice))
