"""A small OpenID Connect provider on this machine: a real far end, that lies when a test tells it to."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, CLIENT_SECRET = "lodestone", "a secret: with a colon"


class ProviderEnd(ThreadingHTTPServer):
    """subject: who is signed in there. now: its clock, Unix time. lies: what it changes of the claims that it signs.
    answers: path -> (status, what) instead of the good answer. asked: the paths that were asked."""

    daemon_threads = True

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.subject = "person-7"
        self.now = now
        self.proved_ago = 0.0
        self.lies: dict[str, Any] = {}
        self.answers: dict[str, tuple[int, Any]] = {}
        self.discovery: dict[str, Any] = {}
        self.asked: list[str] = []
        self.keys = KeySet([RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})])
        self.signs_with: tuple[dict[str, Any], Any] = ({"alg": "RS256", "kid": "first"}, self.keys.keys[0])
        self.codes: dict[str, dict[str, str]] = {}

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def authorize(self, url: str) -> dict[str, str]:
        """What a browser that goes to the address brings back, once the person signed in there."""
        asked = {key: value for key, (value,) in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def redirect_of(self, url: str) -> str:
        """The address to which the provider sends the browser back."""
        back = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        return f"{back}?{urlencode(self.authorize(url))}"

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "auth_time": int(now - self.proved_ago),
            "amr": ["pwd", "mfa"],
            **self.lies,
        }
        header, key = self.signs_with
        kept = {name: value for name, value in claims.items() if value is not None}
        if header["alg"] == "none":
            parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (header, kept))
            return b".".join([*parts, b""]).decode()
        return jwt.encode(header, kept, key, algorithms=[header["alg"]])

    def token_for(self, said: dict[str, str], authorization: str) -> tuple[int, Any]:
        """The answer of the token endpoint: each code once, to our client, with the verifier of its challenge."""
        asked = self.codes.pop(said.get("code", ""), None)
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote(name), unquote(secret)) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != said.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token(asked)}


class _Request(BaseHTTPRequestHandler):
    server: ProviderEnd

    def do_GET(self) -> None:
        path, end = urlsplit(self.path).path, self.server
        end.asked.append(path)
        if path == "/authorize" and path not in end.answers:
            self.send_response(303)
            self.send_header("Location", end.redirect_of(self.path))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        good: dict[str, tuple[int, Any]] = {
            "/.well-known/openid-configuration": (
                200,
                {
                    "issuer": end.issuer,
                    "authorization_endpoint": f"{end.issuer}/authorize",
                    "token_endpoint": f"{end.issuer}/token",
                    "jwks_uri": f"{end.issuer}/keys",
                    "authorization_response_iss_parameter_supported": True,
                    **end.discovery,
                },
            ),
            "/keys": (200, end.keys.as_dict(private=False)),
        }
        self._say(*(end.answers.get(path) or good.get(path, (404, {}))))

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = {key: value for key, (value,) in parse_qs(body).items()}
        self._say(*(self.server.answers.get(path) or self.server.token_for(said, self.headers["Authorization"])))

    def _say(self, status: int, what: Any) -> None:
        raw = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        if status in (301, 302, 303):
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
