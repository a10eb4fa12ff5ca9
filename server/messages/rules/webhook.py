"""Signing web hooks as Standard Webhooks do, and which addresses one may lead to. Pure.

Source: https://www.standardwebhooks.com, the specification 1.0.0. An HMAC proves to the gateway that the message comes
from here and was not changed; the time within it lets the gateway refuse one that somebody sends again later.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address


def may_connect(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether a web hook may connect to what its host's name stands for: a public address, or one of the networks.

    Without this a name on the operator's list that comes to point inward would reach what only this machine may.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    listed = any(found in network for network in networks)
    return listed or (found.is_global and not found.is_multicast)


def signature_headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The headers that identify and sign a message; one signature for each secret, so that one can be changed."""
    seconds = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    signatures = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }
