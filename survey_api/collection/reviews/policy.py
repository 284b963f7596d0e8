"""Numbers and lists by which reviews go; what is not sourced is assumed, and a survey may choose others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class ReviewPolicy:
    """How long a return is sent to tablets, how often one issue is, and the reasons that decisions may give."""

    return_lasts: timedelta = timedelta(days=14)  # assumed
    most_returns: int = 2  # of one issue; the next is headquarters' (after the LSMS: a persistent issue is a person's)
    longest_text: int = 2_000  # characters of a comment
    return_reasons: frozenset[str] = frozenset({"contradiction", "amount", "too_short", "to_confirm", "other"})
    void_reasons: frozenset[str] = frozenset({"fabricated", "duplicate", "wrong_person"})
    reopen_reasons: frozenset[str] = frozenset({"new_evidence", "decided_by_mistake", "correction_needed"})
    release_reasons: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {
            "unknown_version": frozenset({"published_since"}),
            "other_bytes": frozenset({"second_is_right"}),
        }
    )
    apart_reasons: frozenset[str] = frozenset({"trial_record", "not_of_the_survey", "first_is_right", "unreadable"})


POLICY = ReviewPolicy()
