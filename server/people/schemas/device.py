"""A phone's public key as JSON."""

from marshmallow import Schema, fields, validate


class PublicKey(Schema):
    """An elliptic-curve key as WebCrypto exports it (JWK, RFC 7518). x, y: base64url."""

    kty = fields.String(required=True, validate=validate.Equal("EC"))
    crv = fields.String(required=True, validate=validate.Equal("P-256"))
    x = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]{43}\Z"))
    y = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_-]{43}\Z"))


class DeviceBody(Schema):
    key = fields.Nested(PublicKey, required=True)
