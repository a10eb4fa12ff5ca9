"""What is secret is made and kept by these parts of these libraries, and by no other: docs/security.md has what for."""

import ast
import re
from collections.abc import Iterator

from server.people.proofs.sso import ALGORITHMS
from tests.architecture.rule import over
from tests.architecture.source import MODULES, Module

LIBRARIES = {
    "argon2",
    "authlib",
    "cryptography",
    "hashlib",
    "hmac",
    "joserfc",
    "passlib",
    "pyotp",
    "webauthn",
    "Crypto",
}
# By hand: each at least as strong as 128 bits, none that has been broken, encryption only with proof of integrity.
PARTS = {
    "argon2.PasswordHasher",  # argon2id
    "authlib.oauth2.auth.ClientAuth",
    "authlib.oauth2.rfc6749.parameters.prepare_grant_uri",
    "authlib.oauth2.rfc6749.parameters.prepare_token_request",
    "authlib.oauth2.rfc7636.create_s256_code_challenge",
    "authlib.oidc.core.CodeIDToken",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.ec.ECDSA",
    "cryptography.hazmat.primitives.asymmetric.ec.EllipticCurvePublicNumbers",
    "cryptography.hazmat.primitives.asymmetric.ec.SECP256R1",
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PrivateKey",
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PublicKey",
    "cryptography.hazmat.primitives.asymmetric.utils.encode_dss_signature",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.hashes.SHA256",
    "cryptography.hazmat.primitives.kdf.hkdf.HKDF",
    "hashlib.sha256",
    "hashlib",
    "hmac",
    "joserfc.jwk.ECKey",
    "joserfc.jwk.KeySet",
    "joserfc.jws",
    "joserfc.jwt",
    "pyotp.TOTP",  # HMAC-SHA-1, which RFC 6238 and every authenticator app want; its collisions do no harm there
    "pyotp.random_base32",
}
# How keys and errors are written, and passkeys, whose algorithms the library and server/people/rules/passkey.py allow.
NO_ALGORITHM = (".exceptions.", ".errors.", ".primitives.serialization.", "webauthn")
# What is used of a module that holds more than that.
OF_MODULES = {
    "ec": {
        "ECDH",
        "EllipticCurvePrivateKey",
        "EllipticCurvePublicKey",
        "SECP256R1",
        "generate_private_key",
    },
    "hashes": {"SHA256"},
    "hashlib": {"sha256", "file_digest"},  # the latter with "sha256", below
    "hmac": {"new", "compare_digest"},
}

every_module = over(MODULES.values(), Module.place)


def parts_in(module: Module) -> set[str]:
    """The parts of the libraries that the module imports, such as argon2.PasswordHasher."""
    ours = [each for each in module.imports if each.module.split(".")[0] in LIBRARIES]
    return {f"{each.module}.{name}" for each in ours for name in each.names} | {
        each.module for each in ours if not each.names
    }


def used_of(module: Module) -> Iterator[tuple[str, str]]:
    """(the library's module, what is used of it), such as ("hashlib", "sha256")."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in OF_MODULES:
            yield node.value.id, node.attr


@every_module
def test_nothing_but_these_parts_makes_or_keeps_a_secret(module: Module) -> None:
    further = {each for each in parts_in(module) if not any(mark in each for mark in NO_ALGORITHM)} - PARTS
    assert not further, f"a further algorithm is decided on in docs/security.md first: {further}"
    for library, name in used_of(module):
        assert name in OF_MODULES[library], f"{library}.{name}"


def test_every_part_is_in_use() -> None:
    """Or the list would allow what nobody has looked at for long."""
    assert not PARTS - {each for module in MODULES.values() for each in parts_in(module)}


@every_module
def test_every_digest_is_sha_256(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hmac.new":
            assert ast.unparse(node.args[2]) == "hashlib.sha256"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hashlib.file_digest":
            assert ast.unparse(node.args[1]) == "'sha256'"


def test_a_provider_signs_with_its_private_key_and_a_hash_of_256_bits_or_more() -> None:
    """Neither "none" nor HS256, whose key is the client's secret."""
    assert [each for each in ALGORITHMS if not re.fullmatch(r"(RS|PS|ES)(256|384|512)|EdDSA|Ed25519", each)] == []


@every_module
def test_chance_is_the_operating_systems(module: Module) -> None:
    """`secrets` only; the demo's invented people are drawn from a seed, so that everybody sees the same ones."""
    if module.rung != "demo":
        assert not [each for each in module.imports if each.module.split(".")[0] in {"random", "numpy"}]
