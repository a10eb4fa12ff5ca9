"""What the pages say in other languages than English about a refusal of the server."""

import json

import pytest

from server import errors
from server.shell import STATIC

OF_CLASSES = {
    each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.Refusal)
}


@pytest.mark.parametrize(
    "code", [key for key in json.loads((STATIC / "locales" / "de.errors.json").read_text()) if key.startswith("error.")]
)
def test_a_sentence_belongs_to_a_code_that_the_server_answers(code: str) -> None:
    assert code.removeprefix("error.") in OF_CLASSES | set(errors.FURTHER_CODES)
