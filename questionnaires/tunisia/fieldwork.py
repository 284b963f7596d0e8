"""The forms of the survey in Tunisia and what their answers mean in the field."""

from collections.abc import Mapping
from pathlib import Path

from questionnaires.codelists import read_codelist
from questionnaires.codes import Disposition
from questionnaires.coding import CodedText
from questionnaires.effort import read_rules
from questionnaires.fieldwork import (
    BackCheckForm,
    ByContact,
    ContactForm,
    FieldForms,
    IndividualForm,
    ListingForm,
    Money,
)

LISTING = ListingForm(
    form_id="amem_tn_listing",
    columns={
        "psu_id": "psu_code",
        "status": "unit_status",
        "n_persons": "n_persons",
        "n_foreign": "n_foreign",
        "n_eligible": "n_elig",
        "n_selected": "n_sel",
    },
    occupied="1",
    consent="l_consent",
    statuses={
        "2": Disposition.SCREENER_NON_CONTACT,
        "3": Disposition.SCREENER_REFUSAL,
        "4": Disposition.VACANT,
        "5": Disposition.NOT_A_DWELLING,
        "6": Disposition.NOT_FOUND,
    },
    roster="roster",
    member_columns={
        "line_no": "line_no",
        "sex": "m_sex",
        "age": "m_age",
        "citizenship": "m_citiz",
        "months_in_tunisia": "m_months",
        "intends_six_months": "m_intend6",
        "works_or_seeks": "m_work",
    },
    eligible="m_elig",
    draw="draw",
    drawn_line="d_line",
    drawn="d_sel",
    psu="psu_code",
    interviewer="interviewer_id",
    started="start",
    selection="sel_u",
)

# A drawn person was screened as eligible before the first visit, so a visit that fails leaves the person eligible:
# "not found" and "no access" are non-contacts here, and unknown eligibility is for units that were never screened.
CONTACT = ContactForm(
    form_id="amem_tn_contact",
    columns={
        "visit_no": "visit_no",
        "interviewer_id": "interviewer_id",
        "visited_at": "visit_dt",
        "visit_mode": "visit_mode",
        "result": "visit_result",
        "refusal_reason": "refuse_why",
        "language_needed": "lang_barrier",
    },
    result="visit_result",
    results={
        "1": Disposition.OTHER_ELIGIBLE,  # an interview was held but never arrived: eligible, without answers
        "2": Disposition.PERSON_AWAY,  # an appointment that led to nothing
        "3": ByContact("who_contact", {"1": Disposition.PERSON_REFUSAL}, otherwise=Disposition.HOUSEHOLD_REFUSAL),
        "4": Disposition.BREAK_OFF,
        "5": Disposition.NOBODY_AT_HOME,
        "6": Disposition.PERSON_AWAY,
        "7": Disposition.NO_ACCESS,
        "8": Disposition.LANGUAGE,
        "9": Disposition.PERSON_AWAY,
        "10": Disposition.NO_ELIGIBLE_PERSON,
        "11": None,  # the dwelling was screened: nothing yet about the person
        "12": Disposition.DEAD,
        "13": Disposition.UNABLE,
    },
    # Before anybody was selected: unknown whether a dwelling (3.1x) or whether somebody eligible lives there (3.21x).
    unit_results={
        "1": Disposition.NO_SCREENER,
        "2": Disposition.NO_SCREENER,
        "3": Disposition.SCREENER_REFUSAL,
        "4": Disposition.SCREENER_REFUSAL,
        "5": Disposition.SCREENER_NON_CONTACT,
        "6": Disposition.NOT_FOUND,
        "7": Disposition.UNSAFE_AREA,
        "8": Disposition.SCREENER_LANGUAGE,
        "9": Disposition.NO_SCREENER,
        "10": Disposition.NO_SCREENER,  # the word of a visit; only a screener shows that nobody is eligible
        "11": Disposition.NO_SCREENER,  # screened, and the listing that says so has not come
        "12": Disposition.NO_SCREENER,
        "13": Disposition.NO_SCREENER,
    },
    held=frozenset({"1"}),
    # Fear of the authorities or of the employer, or a household or partner that opposes: going back could harm. The
    # first is the survey's rule; that the other two are as hard a refusal is assumed.
    closing=frozenset({"2", "3", "6"}),
    in_person=frozenset({"1"}),
    appointment="appoint_dt",
    psu="psu_code",
)

INDIVIDUAL = IndividualForm(
    form_id="amem_tn_individual",
    columns={
        "interviewer_id": "interviewer_id",
        "started_at": "start",
        "ended_at": "end",
        "interview_date": "today",
    },
    consent="consent",
    outside="under_age",
    core=("g_lf", "g_job", "g_wkt"),  # employment, main job, hours
    language="itw_lang",
    languages={"fr": "fr", "ar": "ar", "aeb": "ar", "en": "en"},
    # What is asked only of who agreed to it separately (``consent_sens``), and that agreement itself.
    sensitive=("consent_sens", "alone_legal", "g_legal", "alone_fl", "g_fl", "alone_rights", "g_rights", "wg_any"),
    alone=("alone_legal", "alone_fl", "alone_rights"),
    referral="referral",
    psu="psu_code",
)

OCCUPATION = CodedText(
    variable="mjj_isco",
    questions=("mjj_title", "mjj_tasks"),
    lists=("isco08",),
    list_version="ISCO-08",
    figures=(4,),
)
ACTIVITY = CodedText(
    variable="mjj_isic",
    questions=("mjj_activity", "mjj_product"),
    lists=("isic_rev4", "isic_rev4_groups_classes"),
    list_version="ISIC Rev.4",
    figures=(2, 4),  # divisions and classes
)

BACK_CHECK = BackCheckForm(
    form_id="amem_tn_backcheck",
    interviewer="interviewer_id",
    started="start",
    status="bc_status",
    refuted={
        "interview": {"bc_person": frozenset({"4"}), "bc_asked": frozenset({"0"})},
        "vacant": {"bc_status": frozenset({"1", "2", "3"})},  # somebody lives there
        "refusal": {"bc_visited": frozenset({"0"})},
        "no_eligible": {"bc_visited": frozenset({"0"})},
    },
    above_zero={"no_eligible": "bc_elig"},
    facts=("sex", "age", "arr_year"),
    hard=("edu_level", "hh_size"),
    within={"age": 1, "arr_year": 1},  # a birthday in between, a year told twice; assumed
)

CODELISTS = Path(__file__).with_name("codelists")


def _names(file: str, key: str, prefix: str) -> Mapping[str, Mapping[str, str]]:
    rows = read_codelist(CODELISTS / file)
    return {row[key]: {language: row[f"{prefix}_{language}"] for language in ("fr", "ar", "en")} for row in rows}


# Every question that asks dinars; words and parts as the questionnaire reads back the pay (``inc_readback``).
MONEY = Money(
    questions=(
        "fj_earn",
        "inc_amount",
        "inc_inkindval",
        "inc_owed",
        "inc_self",
        "inc_other",
        "hou_rent",
        "hhc_food",
        "hhc_nonfood",
        "rem_total",
        "rem_last",
        "rem_fee",
    ),
    parts=1000,
    unit={"fr": "dinars", "ar": "دينارا", "en": "dinars"},
    part={"fr": "millimes", "ar": "مليما", "en": "millimes"},
)

FIELD_FORMS = FieldForms(
    listing=LISTING,
    contact=CONTACT,
    individual=INDIVIDUAL,
    mode="capi",
    zone="Africa/Tunis",
    coded=(OCCUPATION, ACTIVITY),
    back_check=BACK_CHECK,
    money=MONEY,
    rules=read_rules(Path(__file__).with_name("fieldwork.toml")),
    names={
        "region": _names("regions.csv", "code", "name"),
        "governorate": _names("governorates.csv", "iso3166_2", "name"),
        "origin_group": _names("origin_groups.csv", "code", "label"),
    },
)
