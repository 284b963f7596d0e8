"""Chapter on employment: status, informality, contract and social protection."""

from presentation.text import Text
from reports.figures import Reference
from reports.section import Distribution, KeyFigure, KeyFigures, Overview, Paragraph, Profile, Section
from reports.tunisia.phrases import EMPLOYED, EMPLOYEES, EVERYONE, VARIED

EMPLOYMENT = Section(
    key="employment",
    title=Text(fr="Emploi et informalité", ar="التشغيل والتشغيل غير المنظم", en="Employment and informality"),
    subtitle=Text(
        fr="Statut dans l'emploi, emploi informel, contrat et protection sociale des travailleurs migrants",
        ar="الوضع في العمل والتشغيل غير المنظم والعقد والحماية الاجتماعية لدى العمال المهاجرين",
        en="Status in employment, informal employment, contract and social protection of migrant workers",
    ),
    blocks=(
        KeyFigures(
            (
                KeyFigure(
                    Text(fr="taux d'emploi informel", ar="نسبة التشغيل غير المنظم", en="informal employment rate"),
                    Reference("informal_employment_rate"),
                ),
                KeyFigure(
                    Text(
                        fr="des salariés n'ont pas de contrat écrit",
                        ar="من الأجراء دون عقد مكتوب",
                        en="of employees have no written contract",
                    ),
                    Reference("no_written_contract_share"),
                ),
                KeyFigure(
                    Text(
                        fr="des salariés ont un employeur qui cotise",
                        ar="من الأجراء يساهم مؤجّرهم في الضمان الاجتماعي",
                        en="of employees have an employer who contributes",
                    ),
                    Reference("employer_contributions_share"),
                ),
            )
        ),
        Paragraph(
            Text(
                fr="{rate} des migrants en emploi occupent un emploi informel (IC à 95 % : {rate_interval}).",
                ar="يشغل {rate} من المهاجرين المشتغلين عملا غير منظم (مجال الثقة 95%: {rate_interval}).",
                en="{rate} of employed migrants are in informal employment (95% CI: {rate_interval}).",
            ),
            {"rate": Reference("informal_employment_rate")},
        ),
        Distribution(
            "status",
            Text(
                fr="Emploi selon le statut (CISP-18), par sexe",
                ar="المشتغلون حسب الوضع في العمل (التصنيف الدولي 18) والجنس",
                en="Employment by status (ICSE-18) and sex",
            ),
            EMPLOYED,
            "employment_by_status",
            "sex",
        ),
        Profile(
            "informality",
            Text(
                fr="Taux d'emploi informel par sexe, âge, groupe d'origine et région",
                ar="نسبة التشغيل غير المنظم حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Informal employment rate by sex, age, origin group and region",
            ),
            EMPLOYED,
            "informal_employment_rate",
            EVERYONE,
        ),
        Overview(
            "sectors",
            Text(
                fr="Emploi informel et secteur de l'unité de production",
                ar="التشغيل غير المنظم وقطاع وحدة الإنتاج",
                en="Informal employment and sector of the production unit",
            ),
            VARIED,
            ("informal_sector_share", "household_sector_share", "informal_in_formal_sector_share"),
        ),
        Overview(
            "protection",
            Text(
                fr="Contrat, cotisations et congés des salariés",
                ar="العقد والمساهمات والعطل لدى الأجراء",
                en="Contract, contributions and leave of employees",
            ),
            EMPLOYEES,
            (
                "no_written_contract_share",
                "employer_contributions_share",
                "contributions_unknown_share",
                "paid_annual_leave_share",
                "paid_sick_leave_share",
            ),
        ),
        Profile(
            "contributions",
            Text(
                fr="Salariés pour lesquels l'employeur cotise, par sexe, âge, groupe d'origine et région",
                ar="الأجراء الذين يساهم مؤجّرهم في الضمان الاجتماعي حسب الجنس والعمر ومجموعة بلدان الأصل والإقليم",
                en="Employees whose employer contributes, by sex, age, origin group and region",
            ),
            EMPLOYEES,
            "employer_contributions_share",
            EVERYONE,
        ),
    ),
)
