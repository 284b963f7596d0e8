"""Chapter on the migrant population: how many, who, with what education."""

from presentation.text import Text
from reports.figures import Reference
from reports.section import Distribution, KeyFigure, KeyFigures, Paragraph, Profile, Section
from reports.tunisia.phrases import ADULTS, EVERYONE

POPULATION = Section(
    key="population",
    title=Text(fr="Population migrante", ar="السكان المهاجرون", en="Migrant population"),
    subtitle=Text(
        fr="Effectif, sexe, âge et niveau d'instruction des migrants en âge de travailler en Tunisie",
        ar="عدد المهاجرين في سن العمل في تونس وجنسهم وعمرهم ومستواهم التعليمي",
        en="Number, sex, age and education of migrants of working age in Tunisia",
    ),
    blocks=(
        KeyFigures(
            (
                KeyFigure(
                    Text(
                        fr="migrants en âge de travailler", ar="عدد المهاجرين في سن العمل", en="migrants of working age"
                    ),
                    Reference("migrants"),
                ),
                KeyFigure(Text(fr="de femmes", ar="من النساء", en="are women"), Reference("women_share")),
                KeyFigure(
                    Text(fr="âge médian", ar="العمر الوسيط", en="median age"),
                    Reference("median_age"),
                ),
            )
        ),
        Paragraph(
            Text(
                fr="Les femmes représentent {women} des migrants en âge de travailler (IC à 95 % : {women_interval}).",
                ar="تمثل النساء {women} من المهاجرين في سن العمل (مجال الثقة 95%: {women_interval}).",
                en="Women make up {women} of migrants of working age (95% CI: {women_interval}).",
            ),
            {"women": Reference("women_share")},
        ),
        Profile(
            "migrants",
            Text(
                fr="Migrants par sexe, âge, groupe d'origine et région",
                ar="المهاجرون حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Migrants by sex, age, origin group and region",
            ),
            ADULTS,
            "migrants",
            EVERYONE,
        ),
        Profile(
            "women",
            Text(
                fr="Part des femmes par âge, groupe d'origine et région",
                ar="نسبة النساء حسب العمر ومجموعة بلدان الأصل والإقليم",
                en="Share of women by age, origin group and region",
            ),
            ADULTS,
            "women_share",
            ("age_group", "origin_group", "region"),
        ),
        Distribution(
            "education",
            Text(
                fr="Niveau d'instruction par sexe", ar="المستوى التعليمي حسب الجنس", en="Educational attainment by sex"
            ),
            ADULTS,
            "education_distribution",
            "sex",
        ),
    ),
)
