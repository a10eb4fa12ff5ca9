"""The instruments of this installation: those that ship with this version, and those of the clinic's own folder.

Read once. A file that cannot be used stops the start: importing this module, or `use_folder`, raises Invalid, naming
the file and its fault.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.courses.library import indications, protocols, read_json
from server.courses.rules.protocol import Indication, Protocol, SchedulePlan, plans_of
from server.courses.rules.protocol_file import parse_schedules
from server.errors import Invalid, NotFound
from server.questionnaires.rules.instrument import Filler, Instrument, Wording
from server.questionnaires.rules.instrument_file import parse_instrument
from server.questionnaires.rules.spoken import in_language
from server.questionnaires.rules.wording_file import fill_in, fill_in_language

FOLDER = Path(__file__).parent / "instruments"
WORDING = ".wording.json"  # the end of the name of a wording pack
# Of a pack with the words of a further language, such as isi.de.wording.json or phq-9-v2.pt-BR.wording.json.
TRANSLATION = re.compile(r"[^.]+\.([a-z]{2}(?:-[A-Z]{2})?)\.wording\.json")
SCHEDULES = "schedules.json"  # what a clinic asks beside an indication's own questionnaires

Version = tuple[str, str]  # key and version of an instrument


def read_instruments(folder: Path, known: Mapping[Version, Instrument] | None = None) -> dict[Version, Instrument]:
    """All instruments of a folder, by key and version, beside those already known.

    Wording packs of the folder fill the skeletons among them. Raises Invalid for the first file with a fault.
    """
    found = dict(known or {})
    raws = {}
    files = sorted(folder.glob("*.json"))
    for file in files:
        if file.name.endswith(WORDING) or file.name == SCHEDULES:
            continue
        raw = read_json(file)
        read = parse_instrument(raw, file.name)
        if (read.key, read.version) in found:
            raise Invalid(f"{file.name}: version {read.version} of {read.key} is there already.", place=file.name)
        found[read.key, read.version] = read
        raws[read.key, read.version] = raw
    for file in files:
        if file.name.endswith(WORDING) and not TRANSLATION.fullmatch(file.name):
            _add_wording(file, found, raws)
    return found


def read_translations(folder: Path, known: Mapping[Version, Instrument]) -> dict[Version, dict[str, Instrument]]:
    """Version -> language -> the instrument in the words of that language, from the folder's packs for languages.

    known: with what the folder itself has. Raises Invalid for the first file with a fault.
    """
    found: dict[Version, dict[str, Instrument]] = {}
    for file in sorted(folder.glob(f"*{WORDING}")):
        named = TRANSLATION.fullmatch(file.name)
        if named is None:
            continue
        pack = read_json(file)
        said: dict[str, Any] = pack if isinstance(pack, dict) else {}
        original = known.get((str(said.get("key")), str(said.get("version"))))
        names = () if original is None else (original.key, f"{original.key}-v{original.version}")
        if original is None or file.name.partition(".")[0] not in names or said.get("language") != named[1]:
            fault = (
                "it must say the “key” and the “version” of an instrument that is there, and the “language” of its name"
            )
            raise Invalid(f"{file.name}: {fault}, such as isi.de{WORDING}.", place=file.name)
        if original.wording is Wording.FULL and original.language == named[1]:
            raise Invalid(f"{file.name}: {original.key} is in that language already.", place=file.name)
        filled = fill_in_language(_raw_of(folder, original), pack, file.name)
        read = parse_instrument(filled, f"{original.key}.json", place=file.name)
        found.setdefault((original.key, original.version), {})[named[1]] = read
    return found


def _raw_of(folder: Path, original: Instrument) -> Any:
    """What the file of an instrument says, the clinic's own before the shipped one."""
    for file in (folder / f"{original.key}-v{original.version}.json", folder / f"{original.key}.json"):
        if file.exists():
            raw: Any = read_json(file)
            if raw["version"] == original.version:
                return raw
    return read_json(_shipped_file(original))


def _add_wording(file: Path, found: dict[Version, Instrument], raws: Mapping[Version, object]) -> None:
    """Replace a skeleton by itself with the words of the pack."""
    pack = read_json(file)
    said: dict[str, Any] = pack if isinstance(pack, dict) else {}
    skeleton = found.get((str(said.get("key")), str(said.get("version"))))
    if skeleton is None or file.name not in (
        f"{skeleton.key}{WORDING}",
        f"{skeleton.key}-v{skeleton.version}{WORDING}",
    ):
        fault = "it must be named after the “key” of an instrument that is there, and say that key and its “version”"
        raise Invalid(f"{file.name}: {fault}, such as isi{WORDING} for version 1 of isi.", place=file.name)
    if skeleton.wording is not Wording.SKELETON:
        raise Invalid(f"{file.name}: {skeleton.key} has its words already; this pack is not needed.", place=file.name)
    version = (skeleton.key, skeleton.version)
    raw: Any = raws[version] if version in raws else read_json(_shipped_file(skeleton))
    found[version] = parse_instrument(fill_in(raw, pack, file.name), f"{skeleton.key}.json", place=file.name)


def _shipped_file(skeleton: Instrument) -> Path:
    older = FOLDER / f"{skeleton.key}-v{skeleton.version}.json"
    return older if older.exists() else FOLDER / f"{skeleton.key}.json"


def newest_of(read: Mapping[Version, Instrument]) -> dict[str, Instrument]:
    """The highest version of each key, in the order of the keys."""
    return {each.key: each for each in sorted(read.values(), key=lambda one: (one.key, int(one.version)))}


def read_schedules(file: Path, known: Mapping[str, Instrument]) -> dict[str, tuple[SchedulePlan, ...]]:
    """Indication -> what the clinic asks besides; {} where there is no such file. Raises Invalid for a fault in it."""
    if not file.exists():
        return {}
    found = parse_schedules(read_json(file), file.name)
    shipped = {each.key: each for each in indications()}
    for key, plans in found.items():
        if key not in shipped:
            raise Invalid(f"{file.name}: there is no indication “{key[:40]}”.", place=file.name)
        for plan in plans:
            if plan.instrument not in known:
                raise Invalid(f"{file.name}: {key}: there is no instrument {plan.instrument[:40]}.", place=file.name)
            if plan.instrument in shipped[key].instruments:
                raise Invalid(f"{file.name}: {key}: {plan.instrument} is asked for it already.", place=file.name)
    return found


def require_known(plans: Iterable[SchedulePlan], known: Mapping[str, Instrument]) -> None:
    """Raises Invalid for a schedule that asks for an instrument which is not there."""
    for plan in plans:
        if plan.instrument not in known:
            raise Invalid(f"A schedule asks for the instrument {plan.instrument}, which is not there.")


@dataclass
class _Shelf:
    """What is served. The one thing here that changes after the import: when the settings name a folder."""

    versions: Mapping[Version, Instrument]
    newest: Mapping[str, Instrument]
    besides: Mapping[str, tuple[SchedulePlan, ...]]  # indication -> the clinic's own plans
    spoken: Mapping[Version, Mapping[str, Instrument]]  # in further languages


_SHIPPED = read_instruments(FOLDER)
_shelf = _Shelf(_SHIPPED, newest_of(_SHIPPED), {}, {})
for _indication in indications():
    require_known(_indication.schedule, _shelf.newest)
for _protocol in protocols():
    require_known(_protocol.schedule or (), _shelf.newest)


def use_folder(folder: Path | None) -> None:
    """From now on, serve the shipped instruments and those of the clinic's folder; None: only the shipped ones.

    Raises Invalid for the first file with a fault, and then nothing changes. Called at the start, before any request.
    """
    if folder is None:
        read: Mapping[Version, Instrument] = _SHIPPED
    elif folder.is_dir():
        read = read_instruments(folder, _SHIPPED)
    else:
        raise Invalid("The folder of the clinic's own instruments is not there.")
    newest = newest_of(read)
    for treated in indications():
        require_known(treated.schedule, newest)
    for given in protocols():
        require_known(given.schedule or (), newest)
    besides = {} if folder is None else read_schedules(folder / SCHEDULES, newest)
    spoken = {} if folder is None else read_translations(folder, read)
    _shelf.versions, _shelf.newest, _shelf.besides, _shelf.spoken = read, newest, besides, spoken


def instrument(key: str) -> Instrument:
    """The newest version. Raises NotFound."""
    if key not in _shelf.newest:
        raise NotFound("No such instrument.")
    return _shelf.newest[key]


def instrument_version(key: str, version: str) -> Instrument:
    """The version that a response was given in. Raises NotFound."""
    found = _shelf.versions.get((key, version))
    if found is None:
        raise NotFound("No such version of an instrument.")
    return found


def wordings_of(key: str) -> dict[str, Instrument]:
    """Language -> the newest version in its words; {} for a skeleton without any. Raises NotFound."""
    found = instrument(key)
    own = {found.language: found} if found.wording is Wording.FULL else {}
    return {**own, **_shelf.spoken.get((found.key, found.version), {})}


def asked_in(key: str, languages: Sequence[str]) -> Instrument | None:
    """The instrument as a phone shows it to somebody who reads these languages, the best first; None: it shows it not.

    Never in another language: a questionnaire that is half understood measures something else, and nobody would see
    that in the score. Raises NotFound.
    """
    spoken = {tag: each for tag, each in wordings_of(key).items() if each.can_be_asked}
    tag = in_language(languages, list(spoken))
    return None if tag is None else spoken[tag]


def lacking(plans: Iterable[SchedulePlan], languages: Sequence[str]) -> list[Instrument]:
    """Those instruments of the plans that patients answer, and not in any of these languages."""
    keys = dict.fromkeys(plan.instrument for plan in plans)
    return [instrument(key) for key in keys if asked_in(key, languages) is None]


def has_version(key: str, version: str) -> bool:
    return (key, version) in _shelf.versions


def instruments() -> list[Instrument]:
    """The newest version of each, by key."""
    return list(_shelf.newest.values())


def is_usable(key: str) -> bool:
    """Whether a schedule can ask for it: a phone can show it, or a clinician fills it in. A skeleton for patients
    becomes usable with its wording. Raises NotFound."""
    return can_be_asked(key) or instrument(key).filled_by is Filler.CLINICIAN


def can_be_asked(key: str) -> bool:
    """Whether a phone may show it in at least one language. Raises NotFound."""
    return any(each.can_be_asked for each in wordings_of(key).values())


def plans_in_use(indication: Indication, protocol: Protocol) -> tuple[SchedulePlan, ...]:
    """The plans that hold for a course, as far as their instruments can be used here.

    What the clinic asks besides is planned for courses of the indication's own plan: a protocol that brings a plan of
    its own (five-day courses) has no room for it.
    """
    plans = plans_of(indication, protocol)
    if protocol.schedule is None:
        plans += _shelf.besides.get(indication.key, ())
    return tuple(plan for plan in plans if is_usable(plan.instrument))


def plans_for_patients(indication: Indication, protocol: Protocol) -> tuple[SchedulePlan, ...]:
    """Those of them that patients answer on their phones: what a course waits for.

    A clinician's scale that nobody filled in makes no patient late.
    """
    return tuple(plan for plan in plans_in_use(indication, protocol) if can_be_asked(plan.instrument))


def scheduled_instruments() -> list[Instrument]:
    """The newest version of each that some schedule asks for and that can be used here, by key."""
    asked = {plan.instrument for each in indications() for plan in each.schedule}
    asked |= {plan.instrument for each in protocols() for plan in each.schedule or ()}
    asked |= {plan.instrument for plans in _shelf.besides.values() for plan in plans}
    return [each for each in instruments() if each.key in asked and is_usable(each.key)]
