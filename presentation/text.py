"""Words in the three languages of the survey."""

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["fr", "ar", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Text:
    """One wording in French, Arabic and English; all three are always there."""

    fr: str
    ar: str
    en: str

    def in_(self, language: Language) -> str:
        """The wording in one language."""
        match language:
            case "fr":
                return self.fr
            case "ar":
                return self.ar
            case "en":
                return self.en


def direction(language: Language) -> Literal["ltr", "rtl"]:
    """The writing direction of a language, as HTML's ``dir`` attribute wants it."""
    return "rtl" if language == "ar" else "ltr"
