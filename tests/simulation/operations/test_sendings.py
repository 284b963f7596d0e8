"""What the service meets: batches sent again, overtaken or cut, and what is lost with its tablet."""

import json
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache

from simulation.filling.submissions import Submission
from simulation.operations.events import as_lines
from simulation.operations.sendings import Fate, Sent, send
from simulation.population.scenario import Networks, scenario
from tests.simulation.operations.builders import NETWORKS, days, planned, records


@cache
def sent(networks: Networks = NETWORKS, seed: int = 1) -> tuple[Sent, list[Submission]]:
    plan = planned(networks=networks, seed=seed)
    filled = list(records(plan, days()))
    return send(filled, plan), filled


def test_every_record_arrives_whole_or_was_lost_with_its_tablet() -> None:
    found, filled = sent(scenario("hostile-network").networks)
    whole = {one.submission.instance_id for one in found.sendings if one.whole}
    lost = {one.submission.instance_id for one in found.lost}
    assert whole | lost == {one.instance_id for one in filled}
    assert not whole & lost
    assert all(one.content == one.submission.xml for one in found.sendings if one.whole)


def test_records_are_lost_only_with_the_lost_tablets() -> None:
    found, _ = sent()
    assert len({one.device for one in found.lost}) == 2
    assert all(not one.arrives for one in found.lost)
    batches = {batch.device for batch in found.batches}
    assert {one.device for one in found.lost} <= batches  # they had sent before


def test_no_record_arrives_before_it_was_finished() -> None:
    plan = planned()
    found = send(records(plan, days()), plan)
    for one in found.sendings:
        shown = plan.clocks.shown(one.device, one.at).timestamp()
        assert shown >= one.submission.sent_order - 1


def test_shares_of_batches_sent_again_overtaken_and_cut_are_those_of_the_scenario() -> None:
    counts: Counter[str] = Counter()
    for seed in range(3):
        found, _ = sent(seed=seed)
        counts["batches"] += len(found.batches)
        for batch in found.batches:
            fates = {one.fate for one in batch.sendings}
            counts["resent"] += Fate.RESENT in fates
            counts["cut"] += Fate.TRUNCATED in fates
        counts["overtaken"] += _overtaken(found)
    n = counts["batches"]
    assert n > 8_000
    assert abs(counts["resent"] / n - 0.015) < 0.005  # three and a half standard errors, as below
    assert 0.0008 < counts["overtaken"] / n < 0.0055
    assert 0 < counts["cut"] / n < 0.0025


def _overtaken(found: Sent) -> int:
    """Batches whose records were finished before those of a batch that arrived earlier."""
    latest: dict[str, float] = defaultdict(float)
    n = 0
    for batch in found.batches:
        finished = max(one.submission.sent_order for one in batch.sendings)
        n += finished < latest[batch.device]
        latest[batch.device] = max(latest[batch.device], finished)
    return n


def test_a_cut_record_comes_whole_later() -> None:
    found, _ = sent(replace(NETWORKS, truncated=0.3))
    attempts = defaultdict(list)
    for one in found.sendings:
        attempts[one.submission.instance_id].append(one)
    cut = [own for own in attempts.values() if own[0].fate is Fate.TRUNCATED]
    assert cut
    for own in cut:
        assert 0 < len(own[0].content) < len(own[0].submission.xml)
        assert own[1].fate is Fate.SENT
        assert [one.attempt for one in own] == list(range(1, len(own) + 1))


def test_attempts_of_a_record_are_counted_in_the_order_of_their_arrival() -> None:
    found, _ = sent(scenario("hostile-network").networks)
    seen: Counter[str] = Counter()
    for one in found.sendings:
        seen[one.submission.instance_id] += 1
        assert one.attempt == seen[one.submission.instance_id]


def test_sendings_are_in_the_order_of_the_servers_clock() -> None:
    found, _ = sent(scenario("hostile-network").networks)
    moments = [one.at for one in found.sendings]
    assert moments == sorted(moments)


def test_the_log_has_a_line_a_sending_and_no_answer() -> None:
    found, _ = sent(replace(NETWORKS, resent=0.2, truncated=0.1))
    lines = [json.loads(line) for line in as_lines(found.sendings)]
    assert len(lines) == len(found.sendings)
    assert [line["instance"] for line in lines] == [one.submission.instance_id for one in found.sendings]
    assert {line["fate"] for line in lines} == {"sent", "resent", "truncated", "lost"}
    assert set(lines[0]) == {"at", "device", "form", "version", "instance", "attempt", "fate", "simulated"}


def test_the_same_seed_gives_the_same_sendings() -> None:
    assert sent.__wrapped__()[0].sendings == sent()[0].sendings
