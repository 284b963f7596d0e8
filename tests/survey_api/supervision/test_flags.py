"""How many alerts press at once: no more than a supervisor can see to in an evening."""

from datetime import UTC, datetime

from survey_api.store.progress import Mark
from survey_api.supervision.flags import MOST_RED, open_flags
from survey_api.supervision.results import Fieldwork, Flag, Level, Severity, Verdict
from survey_api.supervision.view import View

NOW = datetime(2026, 10, 5, 19, tzinfo=UTC)


def red(number: int, team: str | None = "1") -> Flag:
    key = f"two_at_once:{team}:{number}"
    return Flag(key, "two_at_once", Level.INTERVIEW, Severity.RED, key, float(number), (), NOW, NOW, team=team)


def view_of(*found: Flag, judged: dict[str, Verdict] | None = None) -> View:
    results = Fieldwork(NOW, 1, 0.5, flags=found)
    return View(1, NOW, Mark(), {}, {}, {}, (), {}, results, verdicts=judged or {})


def reds(view: View, team: str | None) -> list[str]:
    return [key for key, one in open_flags(view.of_team(team)).items() if one.severity is Severity.RED]


def test_the_strongest_five_alerts_of_a_team_are_red_and_the_others_keep_their_place() -> None:
    view = view_of(*(red(number) for number in range(9)))
    assert reds(view, "1") == [red(number).key for number in (8, 7, 6, 5, 4)]
    assert list(open_flags(view.of_team("1"))) == [red(number).key for number in reversed(range(9))]


def test_each_team_has_five_and_what_is_judged_makes_room() -> None:
    found = [red(number, team) for number in range(9) for team in ("1", "2")]
    assert len(reds(view_of(*found), None)) == 2 * MOST_RED
    assert red(3).key in reds(view_of(*found, judged={red(8).key: Verdict.DISMISSED}), "1")
