"""Where reminders may go: e-mail addresses, and which push services a phone may name. Pure."""

import re
from collections.abc import Collection

LONGEST_ADDRESS = 254  # RFC 5321
LONGEST_ENDPOINT = 1000
# Nothing before the host and nothing behind a #: what a parser could read as another host than the one that is listed.
_ENDPOINT = re.compile(r"https://(?P<host>[a-z0-9-]+(\.[a-z0-9-]+)*)(:(?P<port>[1-9][0-9]{0,4}))?/[!\"$-\[\]-~]*")
_EMAIL = re.compile(r"[^@\s<>\",;:\\()\[\]]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_email(address: str) -> bool:
    """Whether it looks like one address that a mail server takes; whether somebody reads it shows the code."""
    return len(address) <= LONGEST_ADDRESS and address.isprintable() and _EMAIL.fullmatch(address) is not None


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else can use it: "p…@example.org"."""
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"


def is_push_service(endpoint: str, hosts: Collection[str]) -> bool:
    """Whether a phone's endpoint is an https address at one of the push services.

    hosts: "name:port", or "*.name:port" for whatever lies under a name. Without this a phone could have this server
    post to any machine that it can reach (server-side request forgery).
    """
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None or len(endpoint) > LONGEST_ENDPOINT:
        return False
    place = f"{found['host']}:{found['port'] or 443}"
    under = [each.removeprefix("*") for each in hosts if each.startswith("*.")]
    return place in hosts or any(place.endswith(each) for each in under)
