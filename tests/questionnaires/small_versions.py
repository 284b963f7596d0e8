"""Two invented versions of a small questionnaire, from sheets written in the test."""

import csv
from functools import cache

from questionnaires.definition import Questionnaire
from questionnaires.form import Form
from questionnaires.sheets import Sheet, Sheets
from questionnaires.xform import compile_form
from questionnaires.xlsform import build_xform, read_questionnaire

CHOICES = """\
list_name,name,label::Français (fr),label::العربية (ar),label::English (en),gov
sex,1,Masculin,ذكر,Male,
sex,2,Féminin,أنثى,Female,
status,1,Salarié,أجير,Employee,
status,2,Apprenti,متدرب,Apprentice,
status,3,Indépendant,مستقل,Own account,
status,-8,Ne sait pas,لا يعرف,Don't know,
risk,0,Aucun,لا شيء,None,
risk,1,Chute,سقوط,Fall,
risk,2,Chaleur,حرارة,Heat,
gov,TN-11,Tunis,تونس,Tunis,
gov,TN-61,Sfax,صفاقس,Sfax,
deleg,1151,La Marsa,المرسى,La Marsa,TN-11
deleg,6151,Thyna,طينة,Thyna,TN-61
"""
SURVEY = """\
type,name,label::Français (fr),label::العربية (ar),label::English (en),required,relevant,constraint,calculation,\
choice_filter,repeat_count,bind::type
begin group,person,La personne,الشخص,The person,,,,,,,
select_one sex,sex,Sexe,الجنس,Sex,yes,,,,,,
integer,age,Âge,العمر,Age,yes,,. >= 15 and . <= 99,,,,
select_one gov,gov,Gouvernorat,الولاية,Governorate,yes,,,,,,
select_one deleg,deleg,Délégation,المعتمدية,Delegation,,,,,gov=${gov},,
end group,,,,,,,,,,,
begin group,work,Le travail,العمل,The work,,${age} >= 18,,,,,
select_one status,status,Statut,الوضع,Status,yes,,,,,,
select_multiple risk,risks,Risques,المخاطر,Risks,,,"not(count-selected(.) > 1 and selected(., '0'))",,,,
integer,n_jobs,Emplois,الأعمال,Jobs,yes,,. >= 0 and . <= 3,,,,
begin repeat,jobs,Emploi,عمل,Job,,,,,,${n_jobs},
integer,hours,Heures,الساعات,Hours,yes,,. >= 1 and . <= 126,,,,
end repeat,,,,,,,,,,,
calculate,all_hours,,,,,,,sum(${hours}),,,int
end group,,,,,,,,,,,
text,comment,Remarques,ملاحظات,Comments,,,,,,,
"""
SETTINGS = """\
form_id,version,form_title,default_language
small,1,Petit,Français (fr)
"""


def sheet(name: str, text: str) -> Sheet:
    """A sheet from CSV text."""
    header, *lines = list(csv.reader(text.splitlines()))
    cells = ([*line, *[""] * (len(header) - len(line))] for line in lines)
    return Sheet(name, tuple(header), tuple(dict(zip(header, line, strict=True)) for line in cells))


def sheets(survey: str = SURVEY, choices: str = CHOICES, version: str = "1") -> Sheets:
    """The sheets of a version."""
    settings = sheet("settings", SETTINGS.replace(",1,", f",{version},"))
    return Sheets(sheet("survey", survey), sheet("choices", choices), settings)


def questionnaire(survey: str = SURVEY, choices: str = CHOICES, version: str = "1") -> Questionnaire:
    """A version as its author wrote it."""
    return read_questionnaire(sheets(survey, choices, version))


@cache
def form(survey: str = SURVEY, choices: str = CHOICES, version: str = "1") -> Form:
    """A version, compiled."""
    return compile_form(build_xform(sheets(survey, choices, version)))


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """The text with each passage replaced; a passage that is not there is a mistake of the test."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def without(text: str, name: str) -> str:
    """The text without the row of a name."""
    return "".join(line for line in text.splitlines(keepends=True) if line.split(",")[1:2] != [name])
