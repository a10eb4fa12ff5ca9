"""Courses as JSON."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from server.courses.rules import CoilType, CourseState, EndReason, MoodScale
from server.courses.rules.protocol import ICD_10, Pattern, coil_type_of
from server.http import Confirmed, Text

ICD_10_EXPECTED = "An ICD-10 code looks like F33.2."


class StimulationBody(Schema):
    """One stimulation of the clinic's own. trains and pulses_per_train: both, or neither where the source says none."""

    target = Text(required=True, validate=validate.Length(1, 80))
    pattern = fields.Enum(Pattern, by_value=True, required=True)
    frequency_hz = fields.Float(required=True, validate=validate.Range(0.1, 100))
    trains = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 1000))
    pulses_per_train = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 5000))
    pause_seconds = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0.1, 600))
    pulses = fields.Integer(required=True, strict=True, validate=validate.Range(1, 20_000))
    intensity_percent = fields.Integer(required=True, strict=True, validate=validate.Range(1, 150))
    intensity_of = Text(required=True, validate=validate.Length(1, 120))


class StimulationView(Schema):
    target = fields.String()
    pattern = fields.String()  # as it is stored, in JSON
    frequency_hz = fields.Float()
    trains = fields.Integer(allow_none=True)
    pulses_per_train = fields.Integer(allow_none=True)
    pause_seconds = fields.Float(allow_none=True)
    pulses = fields.Integer()
    intensity_percent = fields.Integer()
    intensity_of = fields.String()


class CourseDetails(Schema):
    """What is known of a course beside its treatment."""

    icd10 = Text(allow_none=True, validate=validate.Regexp(f"^{ICD_10}$", error=ICD_10_EXPECTED))
    episode_start = fields.Date(allow_none=True)
    physician = Text(allow_none=True, validate=validate.Length(max=120))
    device = Text(allow_none=True, validate=validate.Length(max=120))
    coil = Text(allow_none=True, validate=validate.Length(max=120))
    coil_type = fields.Enum(CoilType, by_value=True, allow_none=True)
    coil_serial = Text(allow_none=True, validate=validate.Length(max=60))
    parameters = fields.List(fields.Nested(StimulationBody), allow_none=True, validate=validate.Length(1, 6))


class CourseBody(CourseDetails):
    indication = fields.String(required=True)
    protocol = fields.String(required=True)
    started_on = fields.Date(required=True)
    mood_scale = fields.Enum(MoodScale, by_value=True, load_default=MoodScale.ELEVEN)
    planned_sessions = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 200))
    authorised_sessions = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 200)
    )
    treatment_days = fields.List(fields.Date(), load_default=None, allow_none=True, validate=validate.Length(1, 200))
    confirmed = Confirmed()

    @post_load
    def fill_in(self, said: dict[str, Any], **_rest: Any) -> dict[str, Any]:
        return {**dict.fromkeys(CourseDetails().fields), **said}


class CourseChangeBody(CourseDetails):
    """The fields to change; those that are left out stay as they are."""

    indication = fields.String()
    protocol = fields.String()
    planned_sessions = fields.Integer(strict=True, validate=validate.Range(1, 200))
    reason = Text(required=True, validate=validate.Length(3, 1000))


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
    episode_start = fields.Date(allow_none=True)
    on_label = fields.Boolean(allow_none=True)
    parameters = fields.List(fields.Nested(StimulationView), allow_none=True)


class EndBody(Schema):
    on = fields.Date(required=True)
    state = fields.Enum(
        CourseState,
        by_value=True,
        required=True,
        validate=validate.OneOf([CourseState.COMPLETED, CourseState.DISCONTINUED]),
    )
    reason = fields.Enum(EndReason, by_value=True, load_default=None, allow_none=True)
    note = Text(load_default=None, allow_none=True, validate=validate.Length(max=1000))


class IndicationChoice(Schema):
    """What can be treated. on_label: the protocols whose label covers it. ages: as a sentence has them."""

    key = fields.String()
    title = fields.String()
    name = fields.String()
    on_label = fields.List(fields.String())
    codes = fields.Function(lambda each: [{"code": code, "title": title} for code, title in each.icd10.items()])
    ages = fields.Function(lambda each: [span.words() for span in each.ages])


class ProtocolChoice(Schema):
    key = fields.String()
    name = fields.String()
    sessions = fields.Integer(allow_none=True)  # None: the protocol has no usual number
    coil = fields.String(allow_none=True)
    coil_type = fields.Function(lambda each: coil_type_of(each).value)
    target = fields.String()
    status = fields.String()
    sessions_per_day = fields.Integer()
    indications = fields.List(fields.String())


class ChoicesView(Schema):
    coil_types = fields.List(fields.String())
    indications = fields.List(fields.Nested(IndicationChoice))
    protocols = fields.List(fields.Nested(ProtocolChoice))
    end_reasons = fields.List(fields.String())
