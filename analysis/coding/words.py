"""Words as they are compared: without accents, vowel signs, articles and endings that only say man, woman or many."""

import re
import unicodedata
from functools import lru_cache

_ARABIC = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـء")
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss"}
_WORD = re.compile(r"[^\W\d_]+")
_FRENCH = (
    "a",
    "au",
    "aux",
    "avec",
    "chez",
    "d",
    "dans",
    "de",
    "des",
    "du",
    "en",
    "et",
    "l",
    "la",
    "le",
    "les",
    "n",
    "ou",
)
_FRENCH_TOO = ("n", "ou", "par", "pour", "qu", "s", "sans", "sur", "un", "une")
_ENGLISH = ("an", "and", "at", "for", "in", "of", "or", "other", "not", "elsewhere", "classified", "the", "to", "with")
_OF_ARABIC = ("في", "من", "علي", "و", "او", "مع", "عند", "الي", "عن")
_EMPTY = frozenset((*_FRENCH, *_FRENCH_TOO, *_ENGLISH, *_OF_ARABIC))
_ENDINGS: tuple[tuple[str, str], ...] = (
    *(("euses", "eur"), ("euse", "eur"), ("trices", "teur"), ("trice", "teur"), ("ieres", "ier"), ("iere", "ier")),
    *(("iennes", "ien"), ("ienne", "ien"), ("ives", "if"), ("ive", "if")),
)
SHORTEST = 4  # letters that a word keeps when an ending or an article is taken off


def plain(text: str) -> str:
    """The text in small letters without accents and vowel signs; the forms of one Arabic letter become one."""
    for written, letters in _LETTERS.items():
        text = text.casefold().replace(written, letters)
    text = text.translate(_ARABIC)  # before hamza and madda come off as marks
    parted = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(_ARABIC)


def words(text: str) -> tuple[str, ...]:
    """The telling words of a text, each in its bare form, in the order of the text."""
    found = (word for word in _WORD.findall(plain(text)) if word not in _EMPTY)
    return tuple(map(bare, found))


@lru_cache(100_000)
def bare(word: str) -> str:
    """A word without its article or plural; a woman's trade as a man's."""
    if "\u0600" <= word[0] <= "\u06ff":
        return _bare_arabic(word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            return word.removesuffix(ending) + instead
    for ending in ("s", "x", "e"):
        if word.endswith(ending) and len(word) > SHORTEST:
            word = word.removesuffix(ending)
    return word


def _bare_arabic(word: str) -> str:
    for article in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if word.startswith(article) and len(word) - len(article) >= SHORTEST - 1:
            word = word.removeprefix(article)
            break
    return word.removesuffix("ه") if len(word) > SHORTEST else word


def pieces(word: str, length: int = 3) -> tuple[str, ...]:
    """The runs of letters of a word, its ends marked: a slip of the pen leaves most of them."""
    marked = f"<{word}>"
    return tuple(marked[start : start + length] for start in range(max(1, len(marked) - length + 1)))
