"""The wordings of an XForm: labels, hints and messages in every language, references to answers kept as ``${name}``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from questionnaires.form import Words

_REFERENCE = re.compile(r"jr:itext\('([^']*)'\)")
_CODE = re.compile(r"\(([a-z]{2,3})\)\s*$")


def read_texts(model: Element) -> tuple[Mapping[str, Words], tuple[str, ...], str]:
    """Wordings by text id, the languages, the default one; ``Français (fr)`` is known as ``fr``."""
    texts: dict[str, dict[str, str]] = {}
    languages: list[str] = []
    default = ""
    for translation in model.findall("itext/translation"):
        language = language_key(translation.get("lang", ""))
        languages.append(language)
        if translation.get("default"):
            default = language
        for text in translation:
            value = next((value for value in text if value.tag == "value" and not value.get("form")), None)
            if value is not None:
                texts.setdefault(text.get("id", ""), {})[language] = flat(value)
    return texts, tuple(languages), default or (languages[0] if languages else "default")


def language_key(name: str) -> str:
    """``Français (fr)`` is ``fr``; a name without a code stays."""
    found = _CODE.search(name)
    return found[1] if found else name


def flat(element: Element) -> str:
    """Its text, with each reference to an answer as ``${name}``."""
    parts = [element.text or ""]
    for child in element:
        parts.append("${" + child.get("value", "").strip().rpartition("/")[2] + "}" if child.tag == "output" else "")
        parts.append(child.tail or "")
    return "".join(parts).strip()


@dataclass(frozen=True)
class Wording:
    """Finds the wording that an attribute or a label element means."""

    texts: Mapping[str, Words]
    languages: tuple[str, ...]
    default: str

    def of(self, reference: str) -> Words:
        """The wording of ``jr:itext('id')``, or of a plain text, which is the same in all languages."""
        found = _REFERENCE.fullmatch(reference.strip())
        return self.texts.get(found[1], {}) if found else self._same(reference.strip())

    def element(self, element: Element) -> Words:
        """The wording of a label or hint."""
        reference = element.get("ref")
        return self.of(reference) if reference else self._same(flat(element))

    def _same(self, text: str) -> Words:
        return dict.fromkeys(self.languages or (self.default,), text)
