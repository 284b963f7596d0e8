"""Which replicates of the reserve are released where: in their order, each once in a stratum, never undone."""

from collections.abc import Iterable, Mapping, Sequence

from survey_api.collection.psus.errors import NoSuchReplicate, NoSuchStratum, OutOfOrder, ReleasedBefore
from survey_api.store.decisions import Decision

KIND = "replicate"
RELEASE = "release"


def object_named(replicate: int) -> str:
    """What decisions about a replicate are kept under."""
    return f"{KIND}:{replicate}"


def levels(strata: Iterable[str], decided: Mapping[str, Sequence[Decision]]) -> dict[str, int]:
    """Up to which replicate each stratum is released; 0 is the main sample alone. ``decided`` by replicate."""
    found = dict.fromkeys(sorted(strata), 0)
    for name, decisions in decided.items():
        replicate = int(name.partition(":")[2])
        for decision in decisions:
            stratum = decision.details.get("stratum")
            for one in found if stratum is None else found.keys() & {stratum}:
                found[one] = max(found[one], replicate)
    return found


def require_next(reached: Mapping[str, int], replicates: int, replicate: int, stratum: str | None) -> None:
    """Raises NoSuchReplicate, NoSuchStratum, ReleasedBefore, OutOfOrder.

    A release everywhere is one in every stratum: where one of them is ahead or behind, they are released one by one.
    """
    if not 1 <= replicate <= replicates:
        raise NoSuchReplicate(replicate=replicate, replicates=replicates)
    if stratum is not None and stratum not in reached:
        raise NoSuchStratum(stratum=stratum[:80])
    for one in reached if stratum is None else (stratum,):
        if reached[one] >= replicate:
            raise ReleasedBefore(replicate=replicate, stratum=one)
        if reached[one] < replicate - 1:
            raise OutOfOrder(replicate=replicate, stratum=one, next=reached[one] + 1)
