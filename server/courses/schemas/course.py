"""Courses as JSON."""

from marshmallow import Schema, fields, validate

from server.courses.rules import CoilType, CourseState, EndReason, MoodScale
from server.http import Text

# A letter, two digits (the second may be a letter) and up to four characters behind the point.
ICD_10 = r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$"
ICD_10_EXPECTED = "An ICD-10 code looks like F33.2."


class CourseBody(Schema):
    indication = fields.String(required=True)
    protocol = fields.String(required=True)
    started_on = fields.Date(required=True)
    mood_scale = fields.Enum(MoodScale, by_value=True, load_default=MoodScale.ELEVEN)
    device = Text(load_default=None, allow_none=True, validate=validate.Length(max=120))
    coil = Text(load_default=None, allow_none=True, validate=validate.Length(max=120))
    coil_type = fields.Enum(CoilType, by_value=True, load_default=None, allow_none=True)
    coil_serial = Text(load_default=None, allow_none=True, validate=validate.Length(max=60))
    icd10 = Text(load_default=None, allow_none=True, validate=validate.Regexp(ICD_10, error=ICD_10_EXPECTED))
    physician = Text(load_default=None, allow_none=True, validate=validate.Length(max=120))
    planned_sessions = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 200))
    authorised_sessions = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 200)
    )
    treatment_days = fields.List(fields.Date(), load_default=None, allow_none=True, validate=validate.Length(1, 200))


class CourseView(Schema):
    id = fields.UUID()
    patient_id = fields.UUID()
    indication = fields.String()
    protocol = fields.String()
    device = fields.String(allow_none=True)
    coil = fields.String(allow_none=True)
    coil_type = fields.Enum(CoilType, by_value=True, allow_none=True)
    coil_serial = fields.String(allow_none=True)
    icd10 = fields.String(allow_none=True)
    physician = fields.String(allow_none=True)
    mood_scale = fields.Enum(MoodScale, by_value=True)
    state = fields.Enum(CourseState, by_value=True)
    end_reason = fields.String(allow_none=True)
    started_on = fields.Date()
    ended_on = fields.Date(allow_none=True)
    planned_sessions = fields.Integer()
    authorised_sessions = fields.Integer(allow_none=True)


class EndBody(Schema):
    on = fields.Date(required=True)
    state = fields.Enum(
        CourseState,
        by_value=True,
        required=True,
        validate=validate.OneOf([CourseState.COMPLETED, CourseState.DISCONTINUED]),
    )
    reason = fields.Enum(EndReason, by_value=True, load_default=None, allow_none=True)


class IndicationChoice(Schema):
    key = fields.String()
    title = fields.String()


class ProtocolChoice(Schema):
    key = fields.String()
    name = fields.String()
    sessions = fields.Integer()
    coil = fields.String(allow_none=True)
    target = fields.String()
    indications = fields.List(fields.String())


class ChoicesView(Schema):
    indications = fields.List(fields.Nested(IndicationChoice))
    protocols = fields.List(fields.Nested(ProtocolChoice))
    end_reasons = fields.List(fields.String())
