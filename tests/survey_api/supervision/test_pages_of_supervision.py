"""The supervisor's pages: whole in three languages, of the own team alone, small, honest about what is not known."""

import gzip
import re

import pytest

from presentation.text import LANGUAGES
from survey_api.collection.people import Role
from survey_api.supervision.board import Board
from tests.survey_api.browsing import HTML, PASSWORD, sign_in
from tests.survey_api.builders import Field
from tests.survey_api.supervision.evening import DOUBTFUL

PAGES = (
    *("", "interviews", "interviews?show=all", "cases/", "cases/?show=evening", "psus/", "team", "progress", "rates"),
    *("quality", "representativity", "back-checks", "more", f"interviews/interview/{DOUBTFUL}"),
    *("cases/P1-2-01", "psus/P1", "interviewers/E001"),
)
OFFICE = ("sample", "journal", "rates?by=region", "psus/?state=in_field", "")


def signed_in(evening: Field, role: Role, login: str, team: str = "1") -> None:
    evening.client.cookies.clear()
    evening.client.auth = None
    assert sign_in(evening, role, PASSWORD, login=login, team=team) == 303


def text(evening: Field, address: str, language: str = "fr") -> str:
    joint = "&" if "?" in address else "?"
    answer = evening.client.get(f"/supervision/{address}{joint}lang={language}", headers=HTML)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    assert "Content-Security-Policy" in answer.headers
    return re.sub("[\u2066-\u2069]", "", answer.text)  # what isolates a number from the words around it


def test_every_page_is_there_in_three_languages(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "whole")
    for language in LANGUAGES:
        for page in PAGES:
            found = text(evening, page, language)
            assert f'lang="{language}"' in found
            assert not re.search(r"\bstyle=|<script(?! src)|onclick=", found), page
    signed_in(evening, Role.QUALITY, "whole-hq")
    for page in OFFICE:
        text(evening, page)


def test_a_supervisor_sees_the_own_team_and_headquarters_every_one(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "south", team="2")
    found = text(evening, "psus/") + text(evening, "interviews?show=all") + text(evening, "?team=1")
    assert "P4" in found
    assert "P1" not in found
    for of_others in (f"interviews/interview/{DOUBTFUL}", "cases/P1-2-01", "psus/P1"):
        assert evening.client.get(f"/supervision/{of_others}", headers=HTML).status_code == 403
    signed_in(evening, Role.QUALITY, "every")
    assert "P4" in text(evening, "psus/")
    assert "P4" not in text(evening, "psus/?team=1")


def test_the_first_view_is_small(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "small")
    first = text(evening, "")
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', first)
    assert len(linked) >= 5
    whole = [first.encode(), *(evening.client.get(one).content for one in linked)]
    assert sum(len(gzip.compress(one)) for one in whole) <= 60 * 1024


def test_tonight_says_what_presses_most_first(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "presses")
    found = text(evening, "", "en")
    assert found.index("Quality flags: 1") < found.index("Interviews to review: 9")
    assert "2/2 tablets heard" in found


def test_what_nobody_computed_and_what_failed_are_told_apart(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "honest")
    state = evening.client.app.state  # type: ignore[attr-defined]  # an ASGI app of any kind
    kept = state.board
    try:
        state.board = Board(evening.service, lambda: (None, None))
        assert "have not run yet" in text(evening, "quality", "en")
        state.board = Board(evening.service, lambda: (None, "quality.checks_failed"))
        failed = text(evening, "quality", "en")
        assert 'role="alert"' in failed
        assert "have not run yet" not in failed
    finally:
        state.board = kept


def test_what_would_change_the_rate_is_told_in_points(evening: Field) -> None:
    counts = evening.client.app.state.board.view().of_team("1").total.counts  # type: ignore[attr-defined]  # ASGI
    signed_in(evening, Role.SUPERVISOR, "points")
    found = text(evening, "rates", "en")
    gained = re.findall(r"up to \+([\d.]+) pt", found)
    assert counts.not_reached + counts.unknown
    assert gained == sorted(gained, key=float, reverse=True)
    assert sum(map(float, gained)) <= 100.0


def test_who_is_missing_is_told_in_words(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "words")
    found = text(evening, "representativity", "en")
    assert "men" in found
    assert "aged 15-24" in found
    assert "sex 1" not in found


def test_flags_beyond_the_first_page_and_those_of_one_rule_are_reached(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "rules")
    assert "P1-2-01" in text(evening, "quality?rule=short")
    assert "P1-2-01" not in text(evening, "quality?rule=another")
    assert "P1-2-01" not in text(evening, "quality?from=20")


@pytest.mark.parametrize("address", ["live?page=nothing", "changes?page=nothing"])
def test_a_page_that_is_not_kept_up_to_date_is_not_found(evening: Field, address: str) -> None:
    signed_in(evening, Role.SUPERVISOR, f"none-{address[:4]}")
    assert evening.client.get(f"/supervision/{address}", headers=HTML).status_code == 404


def test_what_has_not_changed_is_not_sent_again(evening: Field) -> None:
    signed_in(evening, Role.SUPERVISOR, "asks")
    first = evening.client.get("/supervision/changes?page=tonight")
    assert set(first.json()["cells"]) >= {"state", "todo", "today", "psus"}
    again = evening.client.get("/supervision/changes?page=tonight", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
