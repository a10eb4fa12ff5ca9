"""The operator's settings of web push."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from server.setting import BadSetting, Setting

SERVICES = "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"

PUSH_SETTINGS = (
    Setting(
        "LODESTONE_PUSH_KEY_FILE",
        "",
        "The file of the key that signs notifications to phones (VAPID); made when it is first needed, for its owner "
        "alone to read. Hosts on one database share one key; without it every phone must be set up anew. Empty: "
        "`push-key.pem` beside the folder LODESTONE_FILES. See docs/reminders.md.",
    ),
    Setting(
        "LODESTONE_PUSH_CONTACT",
        "",
        "Whom push services turn to when something is wrong: `mailto:tms@example.org` or an https address. Empty: "
        "LODESTONE_ADDRESS, where that begins with https.",
    ),
    Setting(
        "LODESTONE_PUSH_HOSTS",
        SERVICES,
        "The push services that phones may name, with commas; `*.` stands for what lies under a name. One that leads "
        "to a private address also needs that address here. A service that is not listed gets nothing. "
        "Empty: there are no notifications, and phones do not offer them.",
    ),
)


@dataclass(frozen=True)
class Push:
    """hosts: "name:port" in small letters, "*.name:port" for whatever lies under it. networks: private ones that a host
    may lie in. contact: for push services; none takes what comes without."""

    hosts: frozenset[str] = frozenset(f"{each}:443" for each in SERVICES.split(","))
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    contact: str = "mailto:nobody@localhost"


def read_push(said: Mapping[str, str], address: str) -> Push:
    """Raises BadSetting for a contact that push services refuse, or what is no name of a host."""
    contact = said["LODESTONE_PUSH_CONTACT"] or (address if address.startswith("https://") else Push.contact)
    if not re.fullmatch(r"mailto:[^@\s<>]+@[^@\s<>]+|https://[^\s<>/]+(/\S*)?", contact):
        raise BadSetting("LODESTONE_PUSH_CONTACT must be mailto:somebody@example.org or an https address.")
    hosts, networks = set(), []
    for entry in filter(None, (each.strip().lower() for each in said["LODESTONE_PUSH_HOSTS"].split(","))):
        try:
            networks.append(ip_network(entry))
        except ValueError:
            if not re.fullmatch(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", entry):
                raise BadSetting(f"LODESTONE_PUSH_HOSTS: {entry!r} is no name of a host.") from None
            hosts.add(entry if ":" in entry else f"{entry}:443")
    return Push(frozenset(hosts), tuple(networks), contact)
