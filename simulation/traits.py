"""What each person is and does: the traits from which every answer follows, so the truth of the country is known."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Amounts, Numbers, Texts, Truths

EMPLOYED, UNEMPLOYED, UNAVAILABLE, POTENTIAL, WILLING, OUTSIDE = range(1, 7)  # labour force status, 19th ICLS
WORKING_AGE = 15
EMPLOYEE, APPRENTICE, OWN_ACCOUNT, FAMILY_HELPER = "1", "2", "3", "4"
MONTH, WEEK, DAY = "1", "3", "4"  # period of pay

WEEKS_IN_A_MONTH = 365 / 7 / 12


@dataclass(frozen=True)
class Traits:
    """Arrays with one value a person; those about a job mean nothing for people without one. Codes are the form's."""

    level: Texts  # ISCED
    student: Truths
    irregular: Truths
    languages: Texts  # spoken well enough to work, "fr bm"
    language: Texts  # of the interview
    barrier: Truths  # speaks none of French, Arabic and English well
    marital: Texts
    children: Numbers  # living
    reason: Texts  # of coming
    for_work: Truths  # came to work or to look for work
    arranged: Truths  # had a job or an offer before coming
    recruiter: Truths  # paid an agency, a broker or a smuggler for the job
    fees: Amounts  # all that was paid to come and to get the first job, dinars
    borrowed: Truths  # to pay it
    remits: Truths  # sent money abroad in the last twelve months
    health_insured: Truths
    coerced: Truths  # worked under threat or against their will in the last twelve months
    labour: Numbers  # labour force status
    absent: Truths  # from a job that is kept
    status: Texts  # in employment, as declared
    sector: Texts
    hires: Truths
    incorporated: Truths
    registered: Truths
    contractor: Truths  # own account, one client who sets the price
    insured: Truths  # by the employer, or by oneself when on one's own account
    hours: Numbers  # usual, main job
    days: Numbers  # a week
    second_job: Truths
    tenure: Numbers  # months in the present job
    overqualified: Truths  # the job asks for less education
    period: Texts  # of the last pay
    pay: Amounts  # take-home cash of that period, dinars
    days_in_month: Numbers

    @property
    def employed(self) -> Truths:
        """At work or absent from a job."""
        return np.asarray(self.labour == EMPLOYED)

    @property
    def employee(self) -> Truths:
        """Employed for pay, apprentices included."""
        return np.asarray(self.employed & np.isin(self.status, (EMPLOYEE, APPRENTICE)))

    @property
    def informal(self) -> Truths:
        """Employed in an informal job (17th ICLS): what the answers will lead to."""
        own = np.where(self.contractor, self.insured & self.registered, self.registered | self.incorporated)
        formal = np.where(self.status == OWN_ACCOUNT, own, self.insured & (self.status != FAMILY_HELPER))
        return np.asarray(self.employed & ~formal.astype(bool))

    @property
    def monthly_pay(self) -> Amounts:
        """Take-home pay of employees for a month; days actually worked where pay is by the day."""
        by_day = np.where(self.period == DAY, self.pay * self.days_in_month, self.pay)
        return np.where(self.period == WEEK, self.pay * WEEKS_IN_A_MONTH, by_day)
