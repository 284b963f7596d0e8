"""Representativity in words: who is missing, and why an indicator is not shown."""

from collections.abc import Mapping

from analysis.fieldwork.representativity.missing import Missing
from analysis.fieldwork.representativity.telling import ALL, Told, Withheld
from analysis.terminal import label
from presentation.messages import UnknownMessage, say
from presentation.numbers import Numbers
from presentation.text import Language

_FIRST = ("sex", "age_group")  # "men, 15-24, Greater Tunis": who, then where


def who_is_missing(one: Missing, write: Numbers) -> str:
    """A sentence: which people, and how many of them are missing."""
    code = "representativity.missing" if one.certain else "representativity.missing_by_chance"
    values = {"n": one.count, "responded": one.responded, "units": one.n}
    told = {name: write.bare(value) for name, value in values.items()}
    return say(code, write.language, {"who": who(one.categories, write.language), **told})


def who(categories: Mapping[str, str], language: Language) -> str:
    """The people of some categories in words, those before the place where they live."""
    names = sorted(categories, key=lambda name: (name not in _FIRST, name == "region"))
    words = [category(name, categories[name], language) for name in names]
    return say("representativity.between", language).join(words)


def why_withheld(one: Told, language: Language) -> str:
    """Why R is not shown in a group."""
    reasons = say("representativity.between", language).join(_reason(why, language) for why in one.withheld)
    where = group(one, language)
    return say("representativity.withheld", language, {"where": where, "reasons": reasons})


def group(one: Told, language: Language) -> str:
    """The name of a group."""
    if one.grouping == ALL:
        return say("fieldwork.all_units", language)
    return category(one.grouping, one.level, language)


def variable(name: str, language: Language) -> str:
    """The name of a variable."""
    return _own(name, language) or label(name, language)


def category(name: str, level: str, language: Language) -> str:
    """The name of a category, the code itself where the survey has not worded it."""
    own = _own(f"level.{level}", language) or _own(f"{name}.{level}", language)
    return own or label(f"{name}.{level}", language).removeprefix(f"{name}.")


def _reason(why: Withheld, language: Language) -> str:
    values: dict[str, str | int] = dict(why.values)
    if "variable" in values:
        name = str(values["variable"])
        values["variable"] = variable(name, language)
        values["level"] = category(name, str(values["level"]), language)
    return say(f"representativity.withheld_{why.code}", language, values)


def _own(name: str, language: Language) -> str | None:
    try:
        return say(f"representativity.{name}", language)
    except UnknownMessage:
        return None
