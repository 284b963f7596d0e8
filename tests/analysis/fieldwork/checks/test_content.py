"""What the Tunisian survey tells its checks fits its questionnaires, and every rule has its words."""

import pytest

import amem
from analysis.fieldwork.checks.catalogue import CHECKS, RULES, checks_of
from analysis.fieldwork.checks.rule import Severity
from presentation.messages import catalogue
from questionnaires.codebook import variables
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from tests.analysis.fieldwork.checks.judging import watched
from tests.simulation.builders import forms


def test_every_variable_that_the_content_names_is_asked() -> None:
    told = watched()
    named = {
        *told.not_compared, *told.gates, *told.amounts, *(by for by in told.amounts.values() if by), *told.means,
        *told.factual, *told.benford, *told.person, *(one.variable for one in told.heaping), *told.sensitive,
        told.consent, told.age, told.least_age, told.language,
    }  # fmt: skip
    assert named - {one.name for one in variables(forms().individual)} == set()


def test_whatever_the_survey_holds_sensitive_is_never_read() -> None:
    groups = set(FIELD_FORMS.individual.sensitive)
    guarded = {node.name for node in forms().individual.questions if groups & set(node.path.split("/"))}
    assert len(guarded) > 15
    assert guarded - watched().sensitive == set()
    assert not any(watched().reads(name) for name in guarded)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_it_saw_what_to_do_by_whom_and_how_soon(rule) -> None:  # type: ignore[no-untyped-def]
    words = catalogue()
    assert rule.title in words
    assert rule.action in words
    assert [code for code in words if code.startswith(rule.why)]
    assert rule.due_hours > 0
    assert rule.source


def test_codes_are_unique_and_red_alerts_are_due_within_a_day() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes) > 40
    assert all(rule.due_hours <= 24 for rule in RULES if rule.severity is Severity.RED)


def test_a_survey_may_move_a_threshold_and_switch_a_rule() -> None:
    moved = {one.rule.code: one.rule for one in checks_of({"too_short": {"z": 3.0}, "first_digits": {"off": False}})}
    assert moved["too_short"].at("z") == 3.0
    assert moved["too_short"].at("share") == 0.4
    assert not moved["first_digits"].off
    assert {one.rule.code for one in CHECKS if one.rule.off} == {"first_digits"}


def test_the_survey_of_the_command_line_has_this_content() -> None:
    assert amem.TUNISIA.load_analysis().watched == watched()
