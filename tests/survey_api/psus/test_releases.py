"""Replicates of the reserve: released in their order, once in a stratum, with a reason; never drawn again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.collection.psus.errors import (
    NeedsReason,
    NoSuchReplicate,
    NoSuchStratum,
    NotReleased,
    OutOfOrder,
    ReleasedBefore,
)
from survey_api.collection.psus.releases import levels, require_next
from survey_api.settings import Settings
from survey_api.store.decisions import Decision
from tests.survey_api.builders import NOON
from tests.survey_api.psus.drawn import FOURTH, SECOND, TEAM, listing_of

STRATA = ("a", "b", "c")
STEPS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([None, *STRATA, "z"])), max_size=12)


@given(STEPS)
def test_whatever_is_asked_each_stratum_goes_up_one_step_at_a_time(steps: list[tuple[int, str | None]]) -> None:
    decided: dict[str, list[Decision]] = {}
    plain = dict.fromkeys(STRATA, 0)  # what a clerk would keep on paper
    for replicate, stratum in steps:
        wanted = STRATA if stratum is None else (stratum,)
        allowed = 1 <= replicate <= 3 and all(plain.get(one) == replicate - 1 for one in wanted)
        try:
            require_next(levels(STRATA, decided), 3, replicate, stratum)
        except (NoSuchReplicate, NoSuchStratum, OutOfOrder, ReleasedBefore):
            assert not allowed
            continue
        assert allowed
        made = decided.setdefault(f"replicate:{replicate}", [])
        name = f"replicate:{replicate}"
        made.append(Decision(name, len(made) + 1, "release", "amal", NOON, {"stratum": stratum}))
        plain |= dict.fromkeys(wanted, replicate)
    assert levels(STRATA, decided) == plain


def test_a_release_brings_its_psus_into_the_sample_and_is_made_once(settings: Settings, tmp_path: Path) -> None:
    with listing_of(settings, tmp_path / "draw") as listed:
        with pytest.raises(NotReleased):
            listed.order("assign_psus", teams={SECOND: TEAM})
        with pytest.raises(NeedsReason):
            listed.order("release_replicate", replicate=1, reason=" ")
        with pytest.raises(OutOfOrder):
            listed.order("release_replicate", replicate=2, reason="too few answers")
        assert listed.order("release_replicate", replicate=1, stratum="a", reason="too few answers")["psus"] == 1
        with pytest.raises(ReleasedBefore):
            listed.order("release_replicate", replicate=1, stratum="a", reason="too few answers")
        with pytest.raises(ReleasedBefore):
            listed.order("release_replicate", replicate=1, reason="too few answers")
        assert listed.order("assign_psus", teams={SECOND: TEAM})["assigned"] == 1
        assert listed.order("release_replicate", replicate=1, stratum="b", reason="too few answers")["psus"] == 0
        assert listed.order("release_replicate", replicate=2, reason="too few answers")["psus"] == 1
        assert (listed.psu(FOURTH).p_psu, listed.psu(SECOND).p_psu) == (1.0, 0.3)


def test_a_team_that_has_its_psu_already_is_no_decision(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        before = listed.psu().version
        assert listed.order("assign_psus", teams={listed.psu().psu_id: TEAM})["assigned"] == 0
        assert listed.psu().version == before
        assert listed.order("assign_psus", teams={listed.psu().psu_id: "2"})["assigned"] == 1
        assert listed.psu().team == "2"
