"""Safety screens and short checks as JSON."""

from marshmallow import Schema, fields, validate

from server.courses.rules.re_check import KEYS
from server.courses.rules.screen import LONGEST_DETAIL, Answer, Clearance
from server.courses.schemas.hold import HoldView
from server.http import Instant, Text


class AnswerBody(Schema):
    answer = fields.String(required=True, validate=validate.OneOf([each.value for each in Answer]))
    detail = Text(load_default="", validate=validate.Length(max=LONGEST_DETAIL))


class ScreenBody(Schema):
    id = fields.UUID(required=True)
    answers = fields.Dict(
        keys=Text(), values=fields.Nested(AnswerBody), required=True, validate=validate.Length(max=60)
    )


class ClearScreenBody(Schema):
    reason = Text(required=True, validate=validate.Length(max=2000))
    override = fields.Boolean(load_default=False)


class ReCheckBody(Schema):
    id = fields.UUID(required=True)
    answers = fields.Dict(keys=fields.String(validate=validate.OneOf(KEYS)), values=fields.Boolean(), required=True)
    detail = Text(load_default=None, allow_none=True, validate=validate.Length(max=1000))


class ReCheckItemView(Schema):
    key = fields.String()
    question = fields.String()


class ReCheckView(Schema):
    id = fields.UUID()
    on = fields.Date()
    answers = fields.Dict()
    detail = fields.String(allow_none=True)
    hold_id = fields.UUID(allow_none=True)
    recorded_by = fields.String()
    recorded_at = Instant()


class QuestionView(Schema):
    key = fields.String()
    question = fields.String()
    asks = fields.String(allow_none=True)
    hard_stop = fields.Boolean()


class ScreenView(Schema):
    id = fields.UUID()
    number = fields.Integer()
    form = fields.String()
    answers = fields.Dict()
    clearance = fields.Enum(Clearance, by_value=True)
    stops = fields.List(fields.String())
    current = fields.Boolean()
    filled_in_by = fields.String()
    filled_in_at = Instant()
    cleared_by = fields.String(allow_none=True)
    cleared_at = Instant(allow_none=True)
    clear_reason = fields.String(allow_none=True)


class SafetyView(Schema):
    course_id = fields.UUID()
    patient_id = fields.UUID()
    form = fields.String()
    questions = fields.List(fields.Nested(QuestionView))
    forms = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(QuestionView)))
    screens = fields.List(fields.Nested(ScreenView))
    re_checks = fields.List(fields.Nested(ReCheckView))
    holds = fields.List(fields.Nested(HoldView))
