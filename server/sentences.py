"""The application's sentences by language, as files of static/locales. Pure."""

import json
from collections.abc import Iterable, Mapping

LOCALES = "locales/"


def languages_of(names: Iterable[str]) -> list[str]:
    """The tags of the languages that have sentences, English first. Of each there is a file for every page, de.json."""
    tags = (name.removeprefix(LOCALES).removesuffix(".json") for name in names if name.startswith(LOCALES))
    return sorted((tag for tag in tags if "." not in tag), key=lambda tag: (tag != "en", tag))


def complete_sentences(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of all languages, compact, with English where a translation has no sentence or no file yet.

    The check demands that nothing is missing (tests/js/sentences.test.js); here nobody is left without a sentence.
    """
    read = {name: json.loads(content) for name, content in files.items()}
    whole: dict[str, bytes] = {}
    for name, english in read.items():
        if name.startswith(f"{LOCALES}en."):
            for tag in languages_of(files):
                of_tag = f"{LOCALES}{tag}.{name.removeprefix(f'{LOCALES}en.')}"
                sentences = english | read.get(of_tag, {})
                whole[of_tag] = json.dumps(sentences, ensure_ascii=False, separators=(",", ":")).encode()
    return whole
