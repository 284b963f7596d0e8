"""Answers about who people are and how they came: family, education, languages, migration, papers."""

from collections.abc import Mapping

from simulation.answers.respondent import Answer, Respondent

LANGUAGES_SPOKEN = {
    "AFR": (("fr", 0.85), ("en", 0.22), ("bm", 0.30), ("ff", 0.18), ("wo", 0.12), ("ln", 0.10), ("aeb", 0.25)),
    "MAG": (("aeb", 0.92), ("ar", 0.80), ("fr", 0.55), ("en", 0.15)),
    "ARB": (("ar", 0.95), ("aeb", 0.60), ("en", 0.35), ("fr", 0.15)),
    "EUR": (("fr", 0.75), ("it", 0.33), ("en", 0.62), ("aeb", 0.18)),
}
INTERVIEW_LANGUAGES: Mapping[str, Mapping[str, float]] = {
    "AFR": {"fr": 0.80, "en": 0.12, "bm": 0.05, "ff": 0.03},
    "MAG": {"aeb": 0.70, "ar": 0.12, "fr": 0.18},
    "ARB": {"ar": 0.45, "aeb": 0.50, "en": 0.05},
    "EUR": {"fr": 0.66, "it": 0.18, "en": 0.16},
}
REASONS: Mapping[str, Mapping[str, float]] = {
    "AFR": {"1": 0.10, "2": 0.46, "3": 0.03, "4": 0.24, "5": 0.06, "6": 0.04, "7": 0.07},
    "MAG": {"1": 0.20, "2": 0.26, "3": 0.08, "4": 0.10, "5": 0.33, "8": 0.03},
    "ARB": {"1": 0.14, "2": 0.18, "3": 0.11, "4": 0.12, "5": 0.19, "6": 0.26},
    "EUR": {"1": 0.34, "2": 0.04, "3": 0.16, "4": 0.05, "5": 0.35, "96": 0.06},
}
FOR_WORK = ("1", "2", "3")
FIRST_MONTH, MONTHS = 1, 12


def arrived(person: Respondent) -> tuple[int, int]:
    """Year and month (1 to 12) of arrival."""
    return divmod(person.arrival, MONTHS)[0], divmod(person.arrival, MONTHS)[1] + FIRST_MONTH


def reason(person: Respondent) -> str:
    """Main reason for coming."""
    return "4" if person.student and person.months < 60 else person.pick("mig_reason", REASONS[person.origin])


def for_work(person: Respondent) -> bool:
    """Whether the person came to work or to look for work."""
    return reason(person) in FOR_WORK or person.u("mig_forwork") < 0.25


def _marital(person: Respondent) -> str:
    if person.age < 22:
        return person.pick("marital", {"1": 0.93, "3": 0.05, "2": 0.02})
    married = min(0.20 + 0.02 * (person.age - 22), 0.72)
    return person.pick("marital", {"2": married, "3": 0.06, "4": 0.05, "5": 0.02, "1": 0.87 - married})


def _children(person: Respondent) -> str:
    most = min(max(person.age - 22, 0) // 6, 5)
    return str(int(person.u("n_child") ** 1.5 * (most + 1)))


def _languages(person: Respondent) -> str:
    spoken = [code for code, share in LANGUAGES_SPOKEN[person.origin] if person.u(f"speaks {code}") < share]
    return " ".join(spoken or [LANGUAGES_SPOKEN[person.origin][0][0]])


def _stay(person: Respondent) -> str:
    if person.months >= 12:
        return "4"
    if person.months >= 6:
        return person.pick("stay_dur", {"3": 0.3, "4": 0.66, "-8": 0.04})
    return person.pick("stay_dur", {"3": 0.3, "4": 0.7} if person.intends == "1" else {"1": 0.4, "2": 0.6})


def _arrival_month(person: Respondent) -> str:
    unknown = person.months > 24 and person.u("arr_month") < 0.08
    return "-8" if unknown else str(arrived(person)[1])


def _second_citizenship(person: Respondent) -> str:
    return "CA" if person.citizenship == "FR" else "FR"


def _last_country(person: Respondent) -> str:
    elsewhere = "DZ" if person.citizenship == "LY" else "LY"
    return person.citizenship if person.u("last_country") < 0.91 else elsewhere


def _permit(person: Respondent) -> str:
    if person.irregular:
        return person.pick("permit_now", {"8": 0.55, "3": 0.12, "4": 0.12, "6": 0.09, "5": 0.05, "-9": 0.07})
    if person.student:
        return person.pick("permit_now", {"7": 0.45, "2": 0.35, "3": 0.2})
    return person.pick("permit_now", {"1": 0.30, "2": 0.44, "3": 0.08, "4": 0.14, "-8": 0.02, "-9": 0.02})


def _validity(person: Respondent) -> str:
    shares = {"1": 0.25, "2": 0.25, "3": 0.46, "-9": 0.04} if person.irregular else {"1": 0.87, "2": 0.12, "-9": 0.01}
    return person.pick("permit_valid", shares)


def _work_permit(person: Respondent) -> str:
    if person.irregular:
        return person.pick("work_permit", {"4": 0.90, "3": 0.03, "-8": 0.03, "-9": 0.04})
    return person.pick("work_permit", {"1": 0.28, "2": 0.16, "3": 0.07, "4": 0.45, "-8": 0.02, "-9": 0.02})


ANSWERS: Mapping[str, Answer] = {
    "consent_sens": lambda person: person.chance("consent_sens", 0.85 if person.irregular else 0.94),
    "gov": lambda person: person.governorate,
    "milieu": lambda person: "1" if person.urban else "2",
    "site_type": lambda person: person.pick("site_type", {"1": 0.93, "4": 0.04, "2": 0.03}),
    "itw_lang": lambda person: person.pick("itw_lang", INTERVIEW_LANGUAGES[person.origin]),
    "itw_interp": lambda person: person.pick("itw_interp", {"0": 0.95, "1": 0.025, "2": 0.015, "3": 0.01}),
    "age": lambda person: str(person.age),
    "sex": lambda person: person.sex,
    "marital": _marital,
    "n_child": _children,
    "hh_size": lambda person: str(min(person.n_persons, 40)),
    "hh_rel": lambda person: person.relation,
    "edu_level": lambda person: person.level,
    "edu_attend": lambda person: "1" if person.student else "0",
    "lang_speak": _languages,
    "birth_country": lambda person: person.citizenship if person.u("birth_country") < 0.95 else "FR",
    "citiz1": lambda person: person.citizenship,
    "citiz2": _second_citizenship,
    "last_country": _last_country,
    "arr_year": lambda person: str(arrived(person)[0]),
    "arr_month": _arrival_month,
    "stay_dur": _stay,
    "mig_reason": reason,
    "mig_forwork": lambda person: "1" if for_work(person) else "0",
    "permit_now": _permit,
    "permit_valid": _validity,
    "work_permit": _work_permit,
}
