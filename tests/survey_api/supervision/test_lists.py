"""Lists to take along: the own team's alone, each line with its moment, nothing else than the pages show."""

import csv
import io

import pytest

from survey_api.collection.people import Role
from survey_api.supervision.lists import BOM, ListName
from tests.survey_api.browsing import HTML
from tests.survey_api.builders import Field
from tests.survey_api.supervision.test_pages_of_supervision import signed_in


def rows(evening: Field, name: str, query: str = "") -> list[dict[str, str]]:
    answer = evening.client.get(f"/supervision/lists/{name}{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix(BOM))))


@pytest.mark.parametrize("name", list(ListName))
def test_a_supervisor_takes_along_the_own_team_alone(evening: Field, name: ListName) -> None:
    signed_in(evening, Role.SUPERVISOR, f"lists-{name.value.replace('_', '-')}")
    found = rows(evening, name, "?team=2")
    assert found
    assert {one["team"] for one in found} <= {"1"}
    assert all(one["as_of"] for one in found)


def test_a_list_that_there_is_not_is_refused_in_words(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "lists-none")
    answer = evening.client.get("/supervision/lists/answers?lang=ar", headers=HTML)
    assert answer.status_code in (404, 422)
    assert 'lang="ar"' in answer.text
