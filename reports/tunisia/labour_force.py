"""Chapter on the labour force: activity, employment, unemployment, underutilisation, youth."""

from presentation.text import Text
from reports.figures import Reference
from reports.section import KeyFigure, KeyFigures, Overview, Paragraph, Profile, Section
from reports.tunisia.phrases import ADULTS, EVERYONE, LABOUR_FORCE, VARIED, YOUTH

_UNDERUTILISATION = (
    "unemployment_rate",
    "underemployment_and_unemployment_rate",
    "unemployment_and_potential_rate",
    "underutilisation_rate",
)

LABOUR_MARKET = Section(
    key="labour-force",
    title=Text(fr="Main-d'œuvre", ar="قوة العمل", en="Labour force"),
    subtitle=Text(
        fr="Activité, emploi, chômage et sous-utilisation de la main-d'œuvre des migrants en Tunisie",
        ar="النشاط والتشغيل والبطالة ونقص استخدام قوة العمل لدى المهاجرين في تونس",
        en="Participation, employment, unemployment and labour underutilization of migrants in Tunisia",
    ),
    blocks=(
        KeyFigures(
            (
                KeyFigure(
                    Text(fr="taux d'activité", ar="نسبة النشاط", en="participation rate"),
                    Reference("participation_rate"),
                ),
                KeyFigure(
                    Text(fr="taux d'emploi", ar="نسبة التشغيل", en="employment rate"), Reference("employment_rate")
                ),
                KeyFigure(
                    Text(fr="taux de chômage", ar="نسبة البطالة", en="unemployment rate"),
                    Reference("unemployment_rate"),
                ),
            )
        ),
        Paragraph(
            Text(
                fr="Parmi les migrants en âge de travailler, {rate} sont actifs (IC à 95 % : {rate_interval}).",
                ar="{rate} من المهاجرين في سن العمل مشتغلون أو عاطلون عن العمل (مجال الثقة 95%: {rate_interval}).",
                en="{rate} of migrants of working age are employed or unemployed (95% CI: {rate_interval}).",
            ),
            {"rate": Reference("participation_rate")},
        ),
        Paragraph(
            Text(
                fr="Le taux d'activité des hommes ({men}) dépasse celui des femmes ({women}).",
                ar="تفوق نسبة النشاط لدى الرجال ({men}) نسبة النشاط لدى النساء ({women}).",
                en="Men's participation rate ({men}) is above women's ({women}).",
            ),
            {"men": Reference("participation_rate", "sex", "1"), "women": Reference("participation_rate", "sex", "2")},
            above=("men", "women"),
        ),
        Paragraph(
            Text(
                fr="Le taux de chômage des femmes ({women}) dépasse celui des hommes ({men}).",
                ar="تفوق نسبة البطالة لدى النساء ({women}) نسبة البطالة لدى الرجال ({men}).",
                en="Women's unemployment rate ({women}) is above men's ({men}).",
            ),
            {"women": Reference("unemployment_rate", "sex", "2"), "men": Reference("unemployment_rate", "sex", "1")},
            above=("women", "men"),
        ),
        Overview(
            "labour-force",
            Text(
                fr="Indicateurs principaux de la main-d'œuvre",
                ar="المؤشرات الرئيسية لقوة العمل",
                en="Main labour force indicators",
            ),
            VARIED,
            (
                "participation_rate",
                "employment_rate",
                "underemployment_rate",
                "youth_unemployment_rate",
                "youth_neet_rate",
            ),
        ),
        Overview(
            "underutilisation",
            Text(
                fr="Sous-utilisation de la main-d'œuvre, mesures SU1 à SU4",
                ar="نقص استخدام قوة العمل، المقاييس من 1 إلى 4",
                en="Labour underutilization, measures LU1 to LU4",
            ),
            VARIED,
            _UNDERUTILISATION,
        ),
        Overview(
            "underutilisation-by-sex",
            Text(
                fr="Sous-utilisation de la main-d'œuvre par sexe",
                ar="نقص استخدام قوة العمل حسب الجنس",
                en="Labour underutilization by sex",
            ),
            VARIED,
            _UNDERUTILISATION,
            partition="sex",
        ),
        Profile(
            "participation",
            Text(
                fr="Taux d'activité par sexe, âge, groupe d'origine et région",
                ar="نسبة النشاط حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Labour force participation rate by sex, age, origin group and region",
            ),
            ADULTS,
            "participation_rate",
            EVERYONE,
        ),
        Profile(
            "unemployment",
            Text(
                fr="Taux de chômage par sexe, âge, groupe d'origine et région",
                ar="نسبة البطالة حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Unemployment rate by sex, age, origin group and region",
            ),
            LABOUR_FORCE,
            "unemployment_rate",
            EVERYONE,
        ),
        Profile(
            "neet",
            Text(
                fr="Jeunes ni en emploi, ni en études, ni en formation, par sexe et groupe d'origine",
                ar="الشباب خارج الدراسة والتكوين والتشغيل حسب الجنس ومجموعة بلدان الأصل",
                en="Youth not in employment, education or training by sex and origin group",
            ),
            YOUTH,
            "youth_neet_rate",
            ("sex", "origin_group"),
        ),
    ),
)
