"""The publication of the Tunisian survey: its title, first page and chapters."""

from presentation.text import Text
from reports.content import ReportContent
from reports.figures import Reference
from reports.section import KeyFigure, KeyFigures
from reports.tunisia.employment import EMPLOYMENT
from reports.tunisia.labour_force import LABOUR_MARKET
from reports.tunisia.pay_and_hours import PAY_AND_HOURS
from reports.tunisia.population import POPULATION

CONTENT = ReportContent(
    title=Text(
        fr="L'emploi des travailleurs migrants en Tunisie",
        ar="تشغيل العمال المهاجرين في تونس",
        en="Employment of migrant workers in Tunisia",
    ),
    subtitle=Text(
        fr="Premiers résultats sur les migrants en âge de travailler",
        ar="النتائج الأولى حول المهاجرين في سن العمل",
        en="First results on migrants of working age",
    ),
    publisher=Text(
        fr="Enquête AMEM",
        ar="مسح AMEM",
        en="AMEM survey",
    ),
    source=Text(
        fr="Enquête AMEM sur l'emploi des travailleurs migrants en Tunisie",
        ar="مسح AMEM حول تشغيل العمال المهاجرين في تونس",
        en="AMEM survey on the employment of migrant workers in Tunisia",
    ),
    summary=KeyFigures(
        (
            KeyFigure(
                Text(fr="migrants en âge de travailler", ar="عدد المهاجرين في سن العمل", en="migrants of working age"),
                Reference("migrants"),
            ),
            KeyFigure(Text(fr="de femmes", ar="من النساء", en="are women"), Reference("women_share")),
            KeyFigure(
                Text(fr="taux d'activité", ar="نسبة النشاط", en="labour force participation rate"),
                Reference("participation_rate"),
            ),
            KeyFigure(
                Text(fr="taux de chômage", ar="نسبة البطالة", en="unemployment rate"), Reference("unemployment_rate")
            ),
            KeyFigure(
                Text(fr="taux d'emploi informel", ar="نسبة التشغيل غير المنظم", en="informal employment rate"),
                Reference("informal_employment_rate"),
            ),
            KeyFigure(
                Text(fr="salaire mensuel net médian", ar="الأجر الشهري الصافي الوسيط", en="median net monthly pay"),
                Reference("median_monthly_pay"),
            ),
        )
    ),
    chapters=(POPULATION, LABOUR_MARKET, EMPLOYMENT, PAY_AND_HOURS),
    fieldwork_by="region",
)
