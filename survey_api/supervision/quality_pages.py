"""What the checks found, most pressing first; the rules with how often they were right."""

from collections.abc import Mapping
from typing import Any

from survey_api.supervision.flags import flags, rules, verdict
from survey_api.supervision.rendering import Looking
from survey_api.supervision.results import Verdict

Page = tuple[str, Mapping[str, Any]]
MOST = 30


def quality(looking: Looking) -> Page:
    """The flags in one ranked list."""
    query = looking.request.query_params
    show, severity = query.get("show", "open"), query.get("severity", "")
    found = flags(looking.part)
    given = {key: verdict(looking.part, key) for key in found}
    of_kind = [one for key, one in found.items() if (given[key] is Verdict.OPEN) is (show != "judged")]
    shown = [one for one in of_kind if not severity or one.severity.value == severity]
    values = {
        "live": "quality",
        "show": show,
        "severity": severity,
        "n_open": sum(one is Verdict.OPEN for one in given.values()),
        "n_judged": sum(one is not Verdict.OPEN for one in given.values()),
        "flags": shown[:MOST],
        "total": len(shown),
        "rules": rules(looking.part),
        "verdicts": given,
        "show_subject": True,
    }
    return "supervision/quality.html", values
