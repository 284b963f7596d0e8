"""Decisions: numbered within their object, made on what was seen, once, whoever comes second is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from survey_api.collection.deciding import Overtaken, decide
from survey_api.collection.occasion import Occasion
from survey_api.collection.service import Service, opened
from survey_api.settings import Settings
from survey_api.store import decisions
from survey_api.store.decisions import Decision


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    settings.home.prepare()
    with opened(settings) as running:
        yield running


def decided(service: Service, object_: str, expected: int | None, action: str, by: str = "amal") -> Decision:
    def change(connection: Connection) -> Decision:
        occasion = Occasion(service.settings.clock(), lambda: service.vault, by)
        return decide(connection, occasion, object_, expected, action, n=3)

    return service.writer.change(change).result()


def test_decisions_about_an_object_are_numbered_from_one_and_kept_in_order(service: Service) -> None:
    decided(service, "psu:A", 0, "assign")
    decided(service, "psu:B", 0, "assign")
    decided(service, "psu:A", 1, "approve")
    found = service.read(lambda connection: decisions.of(connection, "psu:A"))
    assert [(one.version, one.action, one.by, one.details) for one in found] == [
        (1, "assign", "amal", {"n": 3}),
        (2, "approve", "amal", {"n": 3}),
    ]


def test_of_thirty_two_at_once_one_decides_and_the_others_are_told_what_happened(service: Service) -> None:
    def attempt(number: int) -> ProblemError | None:
        try:
            decided(service, "record:R", 0, "approve", f"person-{number}")
        except Overtaken as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(32) as people:
        refusals = [refusal for refusal in people.map(attempt, range(32)) if refusal is not None]
    [made] = service.read(lambda connection: decisions.of(connection, "record:R"))
    assert len(refusals) == 31
    assert {refusal.problems[0].values["by"] for refusal in refusals} == {made.by}


def test_a_decision_on_more_than_there_is_is_refused_too(service: Service) -> None:
    with pytest.raises(Overtaken):
        decided(service, "case:C", 1, "hold")
    assert service.read(lambda connection: decisions.of(connection, "case:C")) == ()


def test_a_command_takes_things_as_they_are(service: Service) -> None:
    decided(service, "case:C", 0, "assign")
    assert decided(service, "case:C", None, "hold").version == 2


def test_objects_of_a_kind_or_by_name_are_read_at_once(service: Service) -> None:
    for object_ in ("case:1", "case:2", "casework:3"):
        decided(service, object_, 0, "open")
    by_kind = service.read(lambda connection: decisions.of_kind(connection, "case"))
    by_name = service.read(lambda connection: decisions.of_objects(connection, ["case:2", "case:9"]))
    assert (sorted(by_kind), sorted(by_name)) == (["case:1", "case:2"], ["case:2"])


def test_what_is_decided_stands_in_the_log(service: Service) -> None:
    from sqlalchemy import text

    decided(service, "replicate:1", 0, "release")
    wanted = text("SELECT action, object FROM events WHERE object = 'replicate:1'")
    assert service.read(lambda c: [tuple(row) for row in c.execute(wanted)]) == [("replicate.release", "replicate:1")]
