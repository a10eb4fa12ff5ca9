"""Advice by side effect as JSON."""

from marshmallow import Schema, fields, validate

from server.checkins.rules import EFFECTS
from server.checkins.schemas import EffectChoice
from server.http import Text


class AdviceText(Schema):
    """What is said about a side effect from a grade on. effect null: about all without a text of their own."""

    effect = fields.String(required=True, allow_none=True, validate=validate.OneOf(list(EFFECTS)))
    grade = fields.Integer(required=True, strict=True, validate=validate.Range(1, 3))  # mild, medium, strong
    usual = Text(required=True, validate=validate.Length(1, 400))
    help = Text(required=True, validate=validate.Length(1, 400))
    call = Text(required=True, validate=validate.Length(1, 400))


class AdviceBody(Schema):
    texts = fields.List(fields.Nested(AdviceText), required=True, validate=validate.Length(1, 80))


class ConfirmAdviceBody(Schema):
    """name: who read every text and stands by it."""

    name = Text(required=True, validate=validate.Length(2, 120))


class AdviceOfToday(Schema):
    """confirmed_on: when somebody at the clinic confirmed these words, null while nobody has."""

    texts = fields.List(fields.Nested(AdviceText))
    confirmed_on = fields.String(allow_none=True)


class AdviceView(AdviceOfToday):
    """effects: those that a text may be about."""

    confirmed_by = fields.String(allow_none=True)
    effects = fields.List(fields.Nested(EffectChoice))
