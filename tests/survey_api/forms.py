"""Three small questionnaires, written as XForms, and the part each plays in the field."""

from questionnaires.codes import Disposition
from questionnaires.fieldwork import ByContact, ContactForm, FieldForms, IndividualForm, ListingForm
from questionnaires.tunisia.fieldwork import FIELD_FORMS as TUNISIA

VERSION = "7"


def _xform(form_id: str, title: str, instance: str, binds: str, controls: str, version: str) -> bytes:
    return (
        '<?xml version="1.0"?>'
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">'
        f"<h:head><h:title>{title}</h:title><model><instance>"
        f'<data id="{form_id}" version="{version}">{instance}<meta><instanceID/></meta></data>'
        f"</instance>{binds}"
        '<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>'
        f"</model></h:head><h:body>{controls}</h:body></h:html>"
    ).encode()


def _bind(path: str, kind: str, more: str = "") -> str:
    return f'<bind nodeset="/data/{path}" type="{kind}" {more}/>'


def _ask(path: str) -> str:
    return f'<input ref="/data/{path}"><label>{path}</label></input>'


def _choose(path: str) -> str:
    items = "".join(f"<item><label>{code}</label><value>{code}</value></item>" for code in ("1", "0"))
    return f'<select1 ref="/data/{path}"><label>{path}</label>{items}</select1>'


def visit_form(version: str = VERSION) -> bytes:
    """One visit to a case."""
    hidden = "".join(_bind(name, "string") for name in ("unit_id", "case_id", "visit_no", "interviewer_id"))
    asked = {"at": "dateTime", "how": "string", "result": "string", "who": "string"}
    asked |= {"why": "string", "speaks": "string", "when": "dateTime"}
    required = {"at", "how", "result"}
    binds = "".join(_bind(name, kind, 'required="true()"' if name in required else "") for name, kind in asked.items())
    instance = "<unit_id/><case_id/><visit_no/><interviewer_id/><at/><how/><result/><who/><why/><speaks/><when/>"
    return _xform("visit", "Visits", instance, hidden + binds, "".join(map(_ask, asked)), version)


def interview_form(version: str = VERSION) -> bytes:
    """An interview in two blocks; the first one is the core."""
    hidden = "".join(_bind(name, "string") for name in ("unit_id", "case_id", "interviewer_id"))
    clocks = (
        _bind("start", "dateTime", 'jr:preload="timestamp" jr:preloadParams="start"')
        + _bind("end", "dateTime", 'jr:preload="timestamp" jr:preloadParams="end"')
        + _bind("today", "date", 'jr:preload="date" jr:preloadParams="today"')
    )
    agreed = "relevant=\" /data/agrees = '1'\""
    binds = (
        _bind("language", "string")
        + _bind("agrees", "string", 'required="true()"')
        + _bind("age", "int", f'required="true()" {agreed} constraint=". &gt;= 0 and . &lt; 120"')
        + _bind("too_young", "int", "calculate=\"if( /data/age = '', '', if( /data/age &lt; 18, 1, 0))\"")
        + _bind("work", "string", agreed)
        + _bind("work/works", "string", 'required="true()"')
        + _bind("work/remark", "string")
        + _bind("life", "string", agreed)
        + _bind("life/rooms", "int", 'required="true()"')
    )
    instance = (
        "<start/><end/><today/><unit_id/><case_id/><interviewer_id/><language/><agrees/><age/><too_young/>"
        "<work><works/><remark/></work><life><rooms/></life>"
    )
    controls = (
        _ask("language")
        + _choose("agrees")
        + _ask("age")
        + (
            f'<group ref="/data/work">{_choose("work/works")}{_ask("work/remark")}</group>'
            f'<group ref="/data/life">{_ask("life/rooms")}</group>'
        )
    )
    return _xform("interview", "Interviews", instance, hidden + clocks + binds, controls, version)


def listing_form(version: str = VERSION) -> bytes:
    """A dwelling, its foreign members, and the draw among them."""
    binds = "".join(
        _bind(name, kind)
        for name, kind in {
            "unit_id": "string",
            "psu": "string",
            "status": "string",
            "agrees": "string",
            "persons": "int",
            "foreign": "int",
            "eligible": "int",
            "taken": "int",
            "members/line": "int",
            "members/sex": "string",
            "members/age": "int",
            "members/country": "string",
            "members/months": "int",
            "members/in_scope": "int",
            "draw/of": "int",
            "draw/hit": "int",
        }.items()
    )
    members = "".join(_ask(f"members/{name}") for name in ("line", "sex", "age", "country", "months", "in_scope"))
    draws = "".join(_ask(f"draw/{name}") for name in ("of", "hit"))
    instance = (
        "<unit_id/><psu/><status/><agrees/><persons/><foreign/><eligible/><taken/>"
        '<members jr:template=""><line/><sex/><age/><country/><months/><in_scope/></members>'
        '<draw jr:template=""><of/><hit/></draw>'
    )
    controls = "".join(map(_ask, ("status", "agrees", "persons", "foreign", "eligible", "taken"))) + (
        f'<group ref="/data/members"><repeat nodeset="/data/members">{members}</repeat></group>'
        f'<group ref="/data/draw"><repeat nodeset="/data/draw">{draws}</repeat></group>'
    )
    return _xform("listing", "Listing", instance, binds, controls, version)


FORMS = {"visit": visit_form, "interview": interview_form, "listing": listing_form}

FIELD_FORMS = FieldForms(
    listing=ListingForm(
        form_id="listing",
        columns={
            "psu_id": "psu",
            "status": "status",
            "n_persons": "persons",
            "n_foreign": "foreign",
            "n_eligible": "eligible",
            "n_selected": "taken",
        },
        occupied="1",
        consent="agrees",
        statuses={"2": Disposition.SCREENER_NON_CONTACT, "4": Disposition.VACANT},
        roster="members",
        member_columns={
            "line_no": "line",
            "sex": "sex",
            "age": "age",
            "citizenship": "country",
            "months_in_tunisia": "months",
        },
        eligible="in_scope",
        draw="draw",
        drawn_line="of",
        drawn="hit",
    ),
    contact=ContactForm(
        form_id="visit",
        columns={
            "visit_no": "visit_no",
            "interviewer_id": "interviewer_id",
            "visited_at": "at",
            "visit_mode": "how",
            "result": "result",
            "refusal_reason": "why",
            "language_needed": "speaks",
        },
        result="result",
        results={
            "done": Disposition.OTHER_ELIGIBLE,
            "absent": Disposition.NOBODY_AT_HOME,
            "refused": ByContact("who", {"person": Disposition.PERSON_REFUSAL}, Disposition.HOUSEHOLD_REFUSAL),
            "screened": None,
            "language": Disposition.LANGUAGE,
            "later": Disposition.PERSON_AWAY,
            "outside": Disposition.NO_ELIGIBLE_PERSON,
        },
        unit_results={"absent": Disposition.SCREENER_NON_CONTACT, "refused": Disposition.SCREENER_REFUSAL},
        held=frozenset({"done"}),
        closing=frozenset({"fear"}),
        appointment="when",
    ),
    individual=IndividualForm(
        form_id="interview",
        columns={
            "interviewer_id": "interviewer_id",
            "started_at": "start",
            "ended_at": "end",
            "interview_date": "today",
        },
        consent="agrees",
        outside="too_young",
        core=("work",),
        language="language",
        languages={"fr": "fr", "ar": "ar", "en": "en"},
    ),
    mode="capi",
    zone="Africa/Tunis",
    rules=TUNISIA.rules,
)
