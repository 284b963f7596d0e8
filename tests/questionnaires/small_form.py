"""A form of five questions, as an author would hand it in."""

from pathlib import Path

SURVEY = """\
type,name,label::Français (fr),label::English (en),label::العربية (ar),\
required,relevant,calculation,bind::type,repeat_count,choice_filter
select_one sex,sex,Sexe,Sex,الجنس,yes,,,,,
begin group,work,Travail,Work,العمل,,,,,
begin repeat,jobs,Emplois,Jobs,الأعمال,,,,,2,
integer,hours,Heures,Hours,الساعات,,${sex} = '2',,,,
calculate,many,,,,,,${hours} > 48,int,,
end repeat,,,,,,,,,
end group,,,,,,,,,
note,thanks,Merci,Thank you,شكرا,,,,,,
"""
CHOICES = """\
list_name,name,label::Français (fr),label::English (en),label::العربية (ar)
sex,1,Masculin,Male,ذكر
sex,2,Féminin,Female,أنثى
"""
SETTINGS = """\
form_id,version,form_title,default_language
small,1,Petit,Français (fr)
"""


def written(folder: Path, survey: str = SURVEY, choices: str = CHOICES, settings: str = SETTINGS) -> Path:
    """The sheets in a folder, whatever was there before."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("survey", survey), ("choices", choices), ("settings", settings)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
