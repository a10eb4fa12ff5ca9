"""What an answer tells, to be compared with another one's."""

from werkzeug.test import TestResponse


def told(answer: TestResponse) -> tuple[object, ...]:
    """Status, body and headers, without the number of the request, which is drawn by chance for each."""
    headers = sorted(each for each in answer.headers.items() if each[0] != "X-Request-Id")
    return answer.status, answer.data, headers
