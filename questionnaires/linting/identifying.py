"""Questions that identify a person and are not marked so: they would travel with the answers."""

import re
import unicodedata
from collections.abc import Iterator

from questionnaires.expressions.syntax import Expression
from questionnaires.linting.findings import Finding, Place, Rule, error, warning
from questionnaires.linting.reading import constant, pairs, reference, walk
from questionnaires.linting.subject import Entry, Subject
from questionnaires.sheet_columns import base

MARK = "bind::amem:identifying"
_TYPES = frozenset(
    {"geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "location", "gps", "image", "photo"}
    | {"audio", "background-audio", "video", "file", "phonenumber", "email", "simserial", "subscriberid", "deviceid"}
    | {"phone number", "username", "imei"}
)
_TYPED = frozenset({"text", "string", "integer", "int", "decimal", "barcode", "hidden", "calculate"})
_FRENCH: tuple[str, ...] = (
    *("nom", "noms", "prenom", "prenoms", "nomprenom", "telephone", "tel", "gsm", "adresse", "rue", "courriel"),
    *("passeport", "cin", "photo", "signature", "rib", "contact", "matricule"),
)
_ENGLISH: tuple[str, ...] = (
    *("name", "names", "surname", "firstname", "lastname", "fullname", "phone", "mobile", "whatsapp", "telegram"),
    *("address", "street", "email", "mail", "gps", "latitude", "longitude", "passport", "birthdate", "dob", "iban"),
)
_ARABIC: tuple[str, ...] = (
    *("اسم", "اسمك", "لقب", "لقبك", "هاتف", "هاتفك", "جوال", "عنوان", "عنوانك", "بريد", "بريدك", "توقيع", "توقيعك"),
    *("صورة", "صورتك", "جواز", "جوازك"),
)
_WORDS = frozenset((*_FRENCH, *_ENGLISH, *_ARABIC))
_PHRASES: tuple[str, ...] = (
    *("e mail", "date de naissance", "piece d identite", "numero d identite", "carte de sejour", "date of birth"),
    *("identity card", "identity number", "residence card", "تاريخ الميلاد", "تاريخ ميلادك", "بطاقة التعريف"),
)
_NOT_A_PERSON = ("name of the job", "job title")
_YES = ("yes", "true", "true()", "1")
_CONDITIONS = ("relevant", "required", "constraint", "choice_filter", "repeat_count")
_ARTICLE = re.compile(r"^[وبفل]?ال(?=\w{3})|^لل(?=\w{3})")
_LETTERS = re.compile(r"[^\W\d_]+")


def _unmarked(subject: Subject) -> Iterator[Finding]:
    for entry in subject.questions:
        if entry.opens or entry.cells.get(MARK):
            continue
        if entry.type.removeprefix("uri:") in _TYPES:
            yield error("lint.identifying_type", entry.place("type"), type=entry.type)
        elif entry.type in _TYPED:
            yield from _by_words(entry)


def _by_words(entry: Entry) -> Iterator[Finding]:
    named = set(_words(entry.name.replace("_", " "))) & _WORDS
    if named and entry.type not in ("calculate", "hidden"):
        yield error("lint.identifying_name", entry.place("name"), word=min(named))
        return
    if named:
        yield warning("lint.identifying_name", entry.place("name"), word=min(named))
        return
    for column, cell in entry.cells.items():
        if base(column) in ("label", "hint") and (word := _identifying_word(cell)):
            yield warning("lint.identifying_words", entry.place(column), word=word)
            return


def _identifying_word(text: str) -> str:
    words = _words(text)
    spoken = f" {' '.join(words)} "
    if any(f" {phrase} " in spoken for phrase in _NOT_A_PERSON):
        return ""
    phrase = next((phrase for phrase in _PHRASES if f" {' '.join(_words(phrase))} " in spoken), "")
    return phrase or next((word for word in words if word in _WORDS), "")


def _words(text: str) -> list[str]:
    """The words of a text in small letters, without accents, vowel signs, or the Arabic article and "and"."""
    parted = unicodedata.normalize("NFKD", re.sub(r"([a-z])([A-Z])", r"\1 \2", text)).lower()
    plain = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return [_ARTICLE.sub("", word) for word in _LETTERS.findall(plain)]


def _without_namespace(subject: Subject) -> Iterator[Finding]:
    declared = re.search(r'\bamem\s*=\s*"[^"]+"', subject.sheets.form.get("namespaces", ""))
    for entry in subject.questions:
        mark = entry.cells.get(MARK, "")
        if mark and mark.lower() not in (*_YES, "no", "false", "false()", "0"):
            yield error("lint.identifying_value", entry.place(MARK), found=mark)
        elif mark.lower() in _YES and not declared:
            yield error("lint.identifying_namespace", Place("settings", subject.settings_row, "namespaces"))
            return


def _read(subject: Subject) -> Iterator[Finding]:
    """Once an answer is sealed, a condition of another question sees only whether it was given."""
    for written, tree in subject.readable:
        if written.column in _CONDITIONS and not _is_marked(written.entry):
            for name in dict.fromkeys(_looked_into(subject, tree)):
                yield warning("lint.identifying_read", written.place, name=name)


def _looked_into(subject: Subject, tree: Expression) -> Iterator[str]:
    """The marked questions that an expression reads, unless it only asks whether they were answered."""
    compared = [(left, right) for left, _, right in pairs(tree, ("=", "!="))]
    given = [reference(left) or reference(right) for left, right in compared if "" in (constant(left), constant(right))]
    read = [name for part in walk(tree) if (name := reference(part))]
    for name in read:
        entry = subject.one(name)
        if entry is not None and _is_marked(entry) and read.count(name) > given.count(name):
            yield name


def _is_marked(entry: Entry) -> bool:
    return entry.cells.get(MARK, "").lower() in _YES


RULES = (
    Rule(("lint.identifying_read",), _read),
    Rule(("lint.identifying_type", "lint.identifying_name", "lint.identifying_words"), _unmarked),
    Rule(("lint.identifying_value", "lint.identifying_namespace"), _without_namespace),
)
