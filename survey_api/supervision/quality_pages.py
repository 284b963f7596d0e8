"""What the checks found, most pressing first; the rules with how often they were right."""

from collections.abc import Mapping
from typing import Any

from survey_api.supervision.flags import flags, open_flags, rules, verdict
from survey_api.supervision.rendering import Looking
from survey_api.supervision.results import Verdict

Page = tuple[str, Mapping[str, Any]]
MOST = 20


def quality(looking: Looking) -> Page:
    """The flags in one ranked list."""
    query = looking.request.query_params
    show, severity, rule = query.get("show", "open"), query.get("severity", ""), query.get("rule", "")
    start = int(number) if (number := query.get("from", "0")).isdecimal() and len(number) < 8 else 0
    found = flags(looking.part) | open_flags(looking.part)
    given = {key: verdict(looking.part, key) for key in found}
    of_kind = [one for key, one in found.items() if (given[key] is Verdict.OPEN) is (show != "judged")]
    shown = [one for one in of_kind if severity in ("", one.severity.value) and rule in ("", one.rule)]
    values = {
        "live": "quality",
        "show": show,
        "severity": severity,
        "n_open": sum(one is Verdict.OPEN for one in given.values()),
        "n_judged": sum(one is not Verdict.OPEN for one in given.values()),
        "rule_shown": rule,
        "start": start,
        "next": start + MOST if len(shown) > start + MOST else None,
        "flags": shown[start : start + MOST],
        "total": len(shown),
        "rules": rules(looking.part),
        "verdicts": given,
        "show_subject": True,
    }
    return "supervision/quality.html", values
