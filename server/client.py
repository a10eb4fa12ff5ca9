"""Who asks: the address a request came from, and the browser and device as its owner would name them. Pure."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

# The first that is found in the User-Agent names it; Edge and Opera also say "Chrome", and Chrome also says "Safari".
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    # An app on the home screen of an iPhone says neither.
    ("AppleWebKit/", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def address_behind(peer: str | None, forwarded_for: str | None, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """The address of whoever asks, "unknown" where there is none.

    peer: the other end of the connection. forwarded_for: X-Forwarded-For, which anybody can write: each proxy adds at
    its end whom it heard, so it is read from the end, and only as far as the proxies are ours.
    """
    heard = [each.strip() for each in (forwarded_for or "").split(",")] if forwarded_for else []
    address = (peer or "").strip()
    while heard and _is_in(address, proxies) and _is_address(heard[-1]):
        address = heard.pop()
    return address if _is_address(address) else "unknown"


def device_label_of(user_agent: str | None) -> str:
    """The browser and the device, such as "Chrome on Android"; "Unknown browser" where nothing is known."""
    said = user_agent or ""
    browser = next((name for mark, name in _BROWSERS if mark in said), None)
    device = next((name for mark, name in _DEVICES if re.search(rf"\b{mark}\b", said)), None)
    if browser is None:
        return "Unknown browser" if device is None else f"Browser on {device}"
    return browser if device is None else f"{browser} on {device}"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        found = ip_address(text)
    except ValueError:
        return False
    return any(found in each for each in networks)
