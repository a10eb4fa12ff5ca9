"""A patient's own data as JSON."""

from marshmallow import Schema, fields

from server.http import Instant


class SectionView(Schema):
    table = fields.String()
    title = fields.String()
    labels = fields.Dict(keys=fields.String(), values=fields.String())
    rows = fields.List(fields.Dict(keys=fields.String()))


class SaidView(Schema):
    question = fields.String()
    answer = fields.String()


class AnsweredView(Schema):
    title = fields.String()
    on = fields.Date()
    total = fields.Float(allow_none=True)
    band = fields.String(allow_none=True)
    answers = fields.List(fields.Nested(SaidView))


class OwnDataView(Schema):
    """Everything that is held about the patient; docs/privacy.md says more."""

    format = fields.String()
    version = fields.Integer()
    made_at = Instant()
    clinic = fields.String()
    is_demo = fields.Boolean()
    patient = fields.String()
    sections = fields.List(fields.Nested(SectionView))
    questionnaires = fields.List(fields.Nested(AnsweredView), attribute="answered")
    withheld = fields.Dict(keys=fields.String())
