"""Universes and other short phrases that several tables of the publication share."""

from presentation.text import Text

ADULTS = Text(
    fr="Migrants en âge de travailler",
    ar="المهاجرون في سن العمل",
    en="Migrants of working age",
)
LABOUR_FORCE = Text(
    fr="Migrants actifs (en emploi ou au chômage)",
    ar="المهاجرون النشيطون (مشتغلون أو عاطلون عن العمل)",
    en="Migrants in the labour force (employed or unemployed)",
)
YOUTH = Text(
    fr="Migrants de moins de 25 ans en âge de travailler",
    ar="المهاجرون في سن العمل دون 25 سنة",
    en="Migrants of working age under 25",
)
EMPLOYED = Text(fr="Migrants en emploi", ar="المهاجرون المشتغلون", en="Employed migrants")
EMPLOYEES = Text(fr="Migrants salariés", ar="المهاجرون الأجراء", en="Migrant employees")
VARIED = Text(
    fr="Population propre à chaque indicateur : n et N sur sa ligne",
    ar="السكان المعنيون بكل مؤشر: العددان في سطره",
    en="The population of each indicator: n and N in its row",
)

EVERYONE = ("sex", "age_group", "origin_group", "region")
