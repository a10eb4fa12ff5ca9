"""What is said about a field that cannot be taken."""

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from server.objections import parts_of_objections, plain_objections


class _Inner(Schema):
    grade = fields.Integer(required=True, strict=True, validate=validate.Range(1, 3))


class _Form(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 200))
    words = fields.String(validate=validate.Length(min=8, max=64))
    note = fields.String(validate=validate.Length(max=5))
    short = fields.String(validate=validate.Length(min=3))
    age = fields.Integer(validate=validate.Range(max=120))
    least = fields.Float(validate=validate.Range(min=0.5))
    answer = fields.String(validate=validate.OneOf(["yes", "no"]))
    on = fields.Date()
    code = fields.String(validate=validate.Regexp("^[0-9]{6}$"))
    own = fields.String(validate=validate.Regexp("^x$", error="Write an x."))
    rows = fields.List(fields.Nested(_Inner))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, {"name": ["Fill this in."]}),
        ({"name": None}, {"name": ["Fill this in."]}),
        ({"name": ""}, {"name": ["Fill this in, with at most 200 characters."]}),
        ({"name": "x", "words": "short"}, {"words": ["This takes 8 to 64 characters."]}),
        ({"name": "x", "note": "longer"}, {"note": ["This is too long: at most 5."]}),
        ({"name": "x", "short": "a"}, {"short": ["This is too short: at least 3."]}),
        ({"name": "x", "age": 121}, {"age": ["Give 120 at most."]}),
        ({"name": "x", "age": "old"}, {"age": ["Give a whole number."]}),
        ({"name": "x", "least": 0.2}, {"least": ["Give 0.5 or more."]}),
        ({"name": "x", "least": "much"}, {"least": ["Give a number."]}),
        ({"name": "x", "answer": "perhaps"}, {"answer": ["Choose one of these: yes, no."]}),
        ({"name": "x", "on": "Monday"}, {"on": ["Give a day, such as 2026-11-23."]}),
        ({"name": "x", "code": "12"}, {"code": ["This does not look as it should. Check it for a slip."]}),
        ({"name": "x", "own": "y"}, {"own": ["Write an x."]}),  # a field's own sentence stays
        ({"name": "x", "rows": [{"grade": 4}]}, {"rows": {0: {"grade": ["Give a number from 1 to 3."]}}}),
    ],
)
def test_an_objection_says_what_to_do(typed: dict[str, object], said: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        _Form().load(typed)
    assert plain_objections(refused.value.messages) == said


def test_an_objection_goes_with_what_another_language_needs() -> None:
    with pytest.raises(ValidationError) as refused:
        _Form().load({"name": "", "own": "y", "rows": [{"grade": 4}], "least": 0.2})
    assert parts_of_objections(plain_objections(refused.value.messages)) == {
        "name": [({"key": "Fill-this-in-with-at-most-most-characters", "values": {"most": 200}},)],
        "own": [None],
        "rows": {0: {"grade": [({"key": "Give-a-number-from-least-to-most", "values": {"least": 1, "most": 3}},)]}},
        "least": [({"key": "Give-least-or-more", "values": {"least": 0.5}},)],
    }
