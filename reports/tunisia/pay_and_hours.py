"""Chapter on working time and pay."""

from presentation.text import Text
from reports.figures import Reference
from reports.section import KeyFigure, KeyFigures, Overview, Profile, Section
from reports.tunisia.phrases import EMPLOYED, EMPLOYEES, EVERYONE

PAY_AND_HOURS = Section(
    key="pay-and-hours",
    title=Text(fr="Temps de travail et salaires", ar="مدة العمل والأجور", en="Working time and pay"),
    subtitle=Text(
        fr="Durée hebdomadaire du travail et salaire net des travailleurs migrants",
        ar="مدة العمل الأسبوعية والأجر الصافي لدى العمال المهاجرين",
        en="Weekly working time and net pay of migrant workers",
    ),
    blocks=(
        KeyFigures(
            (
                KeyFigure(
                    Text(fr="salaire mensuel net médian", ar="الأجر الشهري الصافي الوسيط", en="median net monthly pay"),
                    Reference("median_monthly_pay"),
                ),
                KeyFigure(
                    Text(
                        fr="durée hebdomadaire habituelle moyenne du travail",
                        ar="متوسط ساعات العمل الأسبوعية المعتادة",
                        en="mean usual weekly hours",
                    ),
                    Reference("mean_usual_hours"),
                ),
                KeyFigure(
                    Text(
                        fr="travaillent habituellement plus de 48 heures par semaine",
                        ar="يعملون عادة أكثر من 48 ساعة في الأسبوع",
                        en="usually work more than 48 hours a week",
                    ),
                    Reference("excessive_hours_share"),
                ),
            )
        ),
        Overview(
            "monthly-pay",
            Text(fr="Salaire mensuel net", ar="الأجر الشهري الصافي", en="Net monthly pay"),
            EMPLOYEES,
            ("mean_monthly_pay", "median_monthly_pay"),
        ),
        Profile(
            "median-pay",
            Text(
                fr="Salaire mensuel net médian par sexe, âge, groupe d'origine et région",
                ar="الأجر الشهري الصافي الوسيط حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Median net monthly pay by sex, age, origin group and region",
            ),
            EMPLOYEES,
            "median_monthly_pay",
            EVERYONE,
        ),
        Overview(
            "hourly-pay",
            Text(fr="Salaire horaire net", ar="الأجر الصافي بالساعة", en="Net hourly pay"),
            EMPLOYEES,
            ("mean_hourly_pay", "median_hourly_pay"),
        ),
        Profile(
            "hours",
            Text(
                fr="Durée hebdomadaire habituelle moyenne par sexe, âge, groupe d'origine et région",
                ar="متوسط ساعات العمل الأسبوعية المعتادة حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Mean usual weekly hours by sex, age, origin group and region",
            ),
            EMPLOYED,
            "mean_usual_hours",
            EVERYONE,
        ),
        Profile(
            "excessive-hours",
            Text(
                fr="Durée excessive du travail par sexe, âge, groupe d'origine et région",
                ar="مدة العمل المفرطة حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Excessive working hours by sex, age, origin group and region",
            ),
            EMPLOYED,
            "excessive_hours_share",
            EVERYONE,
        ),
    ),
)
