"""When jobs began and ended: the first one in the country, the present one, the last one."""

from simulation.answers.respondent import MONTHS, Respondent
from simulation.population.traits import OUTSIDE, POTENTIAL, UNAVAILABLE, UNEMPLOYED, WILLING, WORKING_AGE

LONGEST_SEARCH = 13  # months from arrival to the first job, mostly much less
EVER_EMPLOYEE = {UNEMPLOYED: 0.62, UNAVAILABLE: 0.50, POTENTIAL: 0.48, WILLING: 0.32, OUTSIDE: 0.17}
OWN_ACCOUNT_BEFORE = 0.06  # of people without a job who never were employees


def ever_employee(person: Respondent) -> bool:
    """Whether the person ever had a job as an employee in the country."""
    if person.employee:
        return True
    return person.happens("fj_any", 0.36 if person.employed else EVER_EMPLOYEE[person.labour])


def ever_worked(person: Respondent) -> bool:
    """Whether a person without a job ever worked for pay or profit in the country."""
    return ever_employee(person) or person.happens("pwk_ever", OWN_ACCOUNT_BEFORE)


def could_work(person: Respondent) -> int:
    """Month from which the person could work in the country: arrived, and old enough. Many came as children."""
    return max(person.arrival, person.began - (person.age - WORKING_AGE) * MONTHS)


def present_job(person: Respondent) -> int:
    """Month in which the present job started, counted since year 0."""
    return max(person.began - person.job.tenure, could_work(person))


def first_job(person: Respondent) -> int:
    """Month of the first job as an employee in the country."""
    wait = int(person.u("first job") ** 2 * (2 if person.arranged else LONGEST_SEARCH))
    latest = present_job(person) if person.employee else last_job_end(person)
    return min(could_work(person) + wait, latest)


def last_job_end(person: Respondent) -> int:
    """Month in which the last job ended, for people without one: mostly not long ago."""
    longest = min(person.this_month - could_work(person), 40)
    return person.this_month - int(person.u("last job") ** 1.5 * (longest + 1))
