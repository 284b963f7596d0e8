"""Forms and drafts for the tests of filling: our own, and small ones written on the spot."""

from collections.abc import Mapping
from typing import Any

from tests.questionnaires.builders import PRELOADED, xform, xform_of

ID = "uuid:6d1f8a4e-2f0b-4a6e-9c55-0b1d2e3f4a5b"
INDIVIDUAL = "amem_tn_individual"
LISTING = "amem_tn_listing"
ALONE = ("/data/g_main/alone_legal", "/data/g_main/g_osh/alone_fl", "/data/g_main/alone_rights")
PROTECTION = {"alone": list(ALONE), "referral": "/data/g_end/referral"}
LANGUAGES = ("fr", "ar", "en")
Form = dict[str, Any]
Draft = dict[str, Any]


def released(form_id: str) -> Form:
    """One of our forms, as the service hands it to a tablet."""
    return {"form": form_id, "version": "2026.1", "xml": xform_of(form_id).decode(), "media": {}}


def written(model: str, binds: str, body: str, *, instances: str = "", itext: str = "", version: str = "1") -> Form:
    """A small form."""
    content = xform(model, binds, body, instances, itext).decode().replace('version="1"', f'version="{version}"')
    return {"form": "small", "version": version, "xml": content, "media": {}}


def new_draft(form: Form, **more: Any) -> Draft:
    """A draft that nobody has answered yet, its facts in it."""
    facts = {f"/data/{name}": value for name, value in PRELOADED.items()}
    begun = {
        "id": ID,
        "kind": "individual",
        "form": form["form"],
        "version": form["version"],
        "title": "TN111-001-7-02",
    }
    return {**begun, "facts": facts, "instance": None, "place": None, "events": [], "comments": [], **more}


def question(path: str, label: str, kind: str = "input", inside: str = "", attributes: str = "") -> str:
    """A question of a small form."""
    return f'<{kind} ref="{path}" {attributes}><label>{label}</label>{inside}</{kind}>'


def choices(*codes: str, **labels: str) -> str:
    """The choices of a question of a small form."""
    named: Mapping[str, str] = {code: code for code in codes} | labels
    return "".join(f"<item><label>{label}</label><value>{code}</value></item>" for code, label in named.items())
