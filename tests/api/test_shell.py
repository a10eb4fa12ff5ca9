"""The page and its files: one stamped whole, small, and open to everybody."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask

from server.sentences import complete_sentences
from server.shell import STATIC, read_bundle
from tests.builders import World

# German takes 2,700 more than English. It was 80,000 until every failure on the phone said what it is and what helps;
# these words have to be there when the clinic is not. The second copy of what waits is 1,000 of it (decision 10).
LARGEST_APPLICATION = 82_000  # bytes over the wire for all of a patient's pages; the first screen has its own test


@pytest.fixture
def browser(app: Flask) -> Any:
    return app.test_client()


def kept_files(browser: Any) -> tuple[list[str], dict[str, list[str]]]:
    """What the worker keeps on a phone: the files, and for each language those of its sentences."""
    worker = browser.get("/service-worker.js").text
    files, locales = (re.search(rf"const {name} = (.*)", worker) for name in ("FILES", "LOCALES"))
    assert files is not None
    assert locales is not None
    return json.loads(files[1]), json.loads(locales[1])


def stamped_links(page: str) -> list[str]:
    return re.findall(r'"(/s/[0-9a-f]+/[^"]+)"', page)


def test_everything_that_the_page_names_is_there(browser: Any) -> None:
    page = browser.get("/").text
    assert stamped_links(page)
    assert {link: browser.get(link).status_code for link in stamped_links(page)} == dict.fromkeys(
        stamped_links(page), 200
    )


def test_files_are_kept_for_ever_and_the_page_is_asked_for_each_time(browser: Any) -> None:
    page = browser.get("/")
    assert page.headers["Cache-Control"] == "no-cache"
    file = browser.get(stamped_links(page.text)[0])
    assert "immutable" in file.headers["Cache-Control"]
    assert file.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_files_of_another_version_are_not_served(browser: Any) -> None:
    assert browser.get("/s/0000000000000000/js/app.js").json["code"] == "not-found"


def test_no_file_outside_the_folder_can_be_asked_for(browser: Any) -> None:
    stamp = stamped_links(browser.get("/").text)[0].split("/")[2]
    for name in ("../pyproject.toml", "%2e%2e/pyproject.toml", "js/../../wsgi.py", "index.html"):
        assert browser.get(f"/s/{stamp}/{name}").status_code == 404


def test_a_change_in_any_file_changes_the_stamp(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    first = read_bundle(tmp_path).stamp
    (tmp_path / "a.js").write_text("2")
    assert read_bundle(tmp_path).stamp != first


def test_the_worker_keeps_what_a_patient_needs_and_nothing_of_the_clinic(browser: Any) -> None:
    files, locales = kept_files(browser)
    assert any(name.endswith("/js/app.js") for name in files)
    assert not [name for name in files if "/pages/clinic/" in name or "/pages/study/" in name]
    assert all(browser.get(name).status_code == 200 for name in files)
    assert not [name for name in files if "/locales/" in name]
    for tag, names in locales.items():
        assert any(name.endswith(f"/locales/{tag}.json") for name in names)
        assert not [name for name in names if ".clinic" in name]
        assert all(browser.get(name).status_code == 200 for name in names)


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (None, "en"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,es-MX;q=0.8", "es"),
        ("fr;q=0.9", "en"),  # there are no sentences in French
        ("*", "en"),
        ("nonsense;;q=x", "en"),
    ],
)
def test_the_page_asks_for_the_sentences_of_the_browsers_language_first(
    browser: Any, wishes: str | None, language: str
) -> None:
    answer = browser.get("/", headers={"Accept-Language": wishes} if wishes else {})
    assert f'<html lang="{language}">' in answer.text
    assert re.findall(r"/locales/(\w+)\.json", answer.text) == [language]
    assert {"Accept-Language", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))


def test_what_a_translation_lacks_is_filled_in_with_english() -> None:
    files = {
        "locales/en.json": b'{"a": "A", "b": "B"}',
        "locales/en.clinic.json": b'{"c": "C"}',
        "locales/de.json": b'{"a": "\xc3\x84"}',
    }
    whole = {name: json.loads(content) for name, content in complete_sentences(files).items()}
    assert whole["locales/de.json"] == {"a": "Ä", "b": "B"}
    assert whole["locales/de.clinic.json"] == {"c": "C"}
    assert whole["locales/en.json"] == {"a": "A", "b": "B"}


@pytest.mark.parametrize(
    ("accepted", "encoding", "decompress"),
    [
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),  # said not to be taken
        ("identity", None, bytes),
    ],
)
def test_text_goes_compressed_to_whoever_takes_it(
    browser: Any, accepted: str, encoding: str | None, decompress: Any
) -> None:
    link = stamped_links(browser.get("/").text)[0]
    sent = browser.get(link, headers={"Accept-Encoding": accepted})
    assert decompress(sent.data) == browser.get(link).data
    assert (sent.headers.get("Content-Encoding"), sent.headers["Vary"]) == (encoding, "Accept-Encoding")


def test_the_patients_application_stays_small(browser: Any) -> None:
    """All that a patient's phone ever downloads, measured as it goes over the wire: with one language, the longest."""
    files, locales = kept_files(browser)
    sizes = {name: len(browser.get(name, headers={"Accept-Encoding": "br"}).data) for name in ["/", *files]}
    of_languages = {
        tag: sum(len(browser.get(name, headers={"Accept-Encoding": "br"}).data) for name in names)
        for tag, names in locales.items()
    }
    whole = sum(sizes.values()) + max(of_languages.values())
    assert whole < LARGEST_APPLICATION, (of_languages, sorted(sizes.items(), key=lambda each: -each[1]))


def test_the_page_opens_when_the_database_is_gone(app: Flask, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.http.transaction", lambda mode: pytest.fail("the page asked the database"))
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "ways",
    [
        "use another phone, the clinic's tablet or paper",
        "ein anderes Telefon, das Tablet der Klinik oder Papier",
        "otro teléfono, la tableta de la clínica o papel",
    ],
)
def test_without_javascript_the_page_says_what_to_do_instead(browser: Any, ways: str) -> None:
    assert ways in browser.get("/").text.partition("<noscript>")[2].partition("</noscript>")[0]


def test_nothing_inline_and_no_foreign_host_in_the_page() -> None:
    page = (STATIC / "index.html").read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=", page)
    assert not re.search(r"""(src|href)=["']https?:""", page)


def test_health_tells_that_no_job_has_ticked(world: World) -> None:
    answer = world.anybody().get("/health")
    assert (answer.status_code, answer.json["jobs"]["late"]) == (503, True)
