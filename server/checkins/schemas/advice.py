"""Advice by side effect as JSON."""

from marshmallow import Schema, fields, validate

from server.checkins.rules import EFFECTS
from server.checkins.rules.advice import LANGUAGES
from server.checkins.schemas import EffectChoice
from server.http import Text


class AdviceText(Schema):
    """What is said about a side effect from a grade on. effect null: about all without a text of their own."""

    effect = fields.String(required=True, allow_none=True, validate=validate.OneOf(list(EFFECTS)))
    grade = fields.Integer(required=True, strict=True, validate=validate.Range(1, 3))  # mild, medium, strong
    usual = Text(required=True, validate=validate.Length(1, 400))
    help = Text(required=True, validate=validate.Length(1, 400))
    call = Text(required=True, validate=validate.Length(1, 400))


_language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))


class AdviceBody(Schema):
    """language: that the texts are in; those in other languages stay."""

    language = _language
    texts = fields.List(fields.Nested(AdviceText), required=True, validate=validate.Length(1, 80))


class ConfirmAdviceBody(Schema):
    """name: who read every text in that language and stands by it."""

    language = _language
    name = Text(required=True, validate=validate.Length(2, 120))


class AdviceOfToday(Schema):
    """language: of the words, a BCP 47 tag. confirmed_on: when the clinic confirmed them, null while nobody has."""

    language = fields.String()

    texts = fields.List(fields.Nested(AdviceText))
    confirmed_on = fields.String(allow_none=True)


class AdviceInLanguage(AdviceOfToday):
    """is_own: whether the clinic wrote or confirmed it; else phones show our words."""

    confirmed_by = fields.String(allow_none=True)
    is_own = fields.Boolean()


class AdviceView(Schema):
    """advice: one for each language. effects: those that a text may be about."""

    advice = fields.List(fields.Nested(AdviceInLanguage))
    effects = fields.List(fields.Nested(EffectChoice))
