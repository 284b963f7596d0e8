"""Labour force status: employed, unemployed, potential labour force, outside; and what is built on it."""

from analysis.catalogue import answered, decide, one_of
from analysis.derived import Column, derived
from analysis.tunisia.people import working_age, youth

YES = "1"
_FOR_SALE = ("1", "2")
_AUTOMATIC_ABSENCE = ("1", "2", "3", "4")  # leave, own illness, parental leave, shift or flexible time
_TESTED_ABSENCE = ("5", "6", "7", "8", "9", "96")  # employed if back within three months or still paid
_AT_ONCE_OR_SOON = ("1", "2")


@derived(among=working_age, reference="19th ICLS resolution I, paragraphs 22-28")
def at_work(atw_pay: Column, atw_pft: Column, atw_fam: Column, agf_chk: Column, agf_mkt: Column) -> Column:
    """Worked at least one hour for pay or profit; farming or fishing mainly for own use is not employment."""
    own_use = (agf_chk == YES) & ~one_of(agf_mkt, _FOR_SALE)
    return decide((atw_pay == YES, True), ((atw_pft == YES) | (atw_fam == YES), ~own_use), otherwise=False)


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 29")
def temporarily_absent(at_work: Column, abs_job: Column, abs_why: Column, abs_3mo: Column, abs_pay: Column) -> Column:
    """Not at work but attached to a job: by the reason, or back within three months, or still paid.

    "Does not know" proves no attachment, as on the tablet.
    """
    return decide(
        (at_work, False),
        (abs_job != YES, False),
        (one_of(abs_why, _AUTOMATIC_ABSENCE), True),
        (one_of(abs_why, _TESTED_ABSENCE), (abs_3mo == YES) | (abs_pay == YES)),
        otherwise=False,
    )


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 27")
def employed(at_work: Column, temporarily_absent: Column) -> Column:
    """At work, or temporarily absent from a job or business."""
    return at_work | temporarily_absent


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 47")
def searched(employed: Column, srh_job: Column, srh_bus: Column) -> Column:
    """Not employed, and did anything to find a job or start a business in the last four weeks."""
    return ~employed & ((srh_job == YES) | (srh_bus == YES))


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 47(a)")
def seeking(
    searched: Column,
    srh_meth__1: Column,
    srh_meth__2: Column,
    srh_meth__3: Column,
    srh_meth__4: Column,
    srh_meth__5: Column,
    srh_meth__6: Column,
    srh_meth__7: Column,
    srh_meth__8: Column,
    srh_meth__96: Column,
) -> Column:
    """Searched by at least one active method; reading advertisements or waiting is not active."""
    asked = srh_meth__1 | srh_meth__2 | srh_meth__3 | srh_meth__4
    tried = srh_meth__5 | srh_meth__6 | srh_meth__7 | srh_meth__8 | srh_meth__96
    return searched & (asked | tried)


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 51")
def willing(employed: Column, searched: Column, srh_want: Column) -> Column:
    """Not employed, and searched in any way or would like to work."""
    return decide((employed, False), (searched, True), otherwise=srh_want == YES)


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 48: future starters")
def starts_soon(searched: Column, willing: Column, srh_start: Column) -> Column:
    """Did not search because a job or business starts within three months."""
    return decide((searched, False), (willing, srh_start == YES), otherwise=False)


@derived(among=working_age, reference="19th ICLS resolution I, paragraph 47(c)")
def available(willing: Column, srh_avail: Column) -> Column:
    """Could have started in the reference week or within two weeks."""
    return decide((willing, one_of(srh_avail, _AT_ONCE_OR_SOON)), otherwise=False)


@derived(among=working_age, reference="19th ICLS resolution I; SDG 8.5.2")
def labour_force_status(
    employed: Column, seeking: Column, starts_soon: Column, willing: Column, available: Column
) -> Column:
    """1 employed, 2 unemployed, 3 and 4 potential labour force, 5 willing non-jobseeker, 6 outside, other."""
    return decide(
        (employed, "1"),
        ((seeking | starts_soon) & available, "2"),
        (seeking & ~available, "3"),
        (willing & available, "4"),
        (willing & ~available, "5"),
        otherwise="6",
    )


@derived(reference="19th ICLS resolution I, paragraphs 47-48; SDG 8.5.2")
def unemployed(labour_force_status: Column) -> Column:
    """Not employed, sought work (or starts within three months), available."""
    return labour_force_status == "2"


@derived(reference="19th ICLS resolution I, paragraph 51")
def potential_labour_force(labour_force_status: Column) -> Column:
    """Unavailable jobseekers and available potential jobseekers."""
    return one_of(labour_force_status, ("3", "4"))


@derived(reference="19th ICLS resolution I, paragraph 16")
def in_labour_force(labour_force_status: Column) -> Column:
    """Employed or unemployed."""
    return one_of(labour_force_status, ("1", "2"))


@derived(reference="19th ICLS resolution I, paragraph 73(c)")
def in_extended_labour_force(labour_force_status: Column) -> Column:
    """In the labour force or in the potential labour force."""
    return one_of(labour_force_status, ("1", "2", "3", "4"))


@derived(among=employed, reference="19th ICLS resolution I, paragraphs 43-44")
def time_related_underemployed(
    tru_want: Column, tru_avail: Column, underemployment_hours: Column, tru_threshold: Column
) -> Column:
    """Wants more hours, could work them within two weeks, and works fewer than the threshold in all jobs."""
    return decide((tru_want != YES, False), (tru_avail != YES, False), otherwise=underemployment_hours < tru_threshold)


@derived(reference="19th ICLS resolution I, paragraph 73(c): LU2")
def unemployed_or_underemployed(labour_force_status: Column, time_related_underemployed: Column) -> Column:
    """Unemployed, or in time-related underemployment."""
    return decide((labour_force_status == "1", time_related_underemployed), otherwise=labour_force_status == "2")


@derived(reference="19th ICLS resolution I, paragraph 73(c): LU3")
def unemployed_or_potential(labour_force_status: Column) -> Column:
    """Unemployed, or in the potential labour force."""
    return one_of(labour_force_status, ("2", "3", "4"))


@derived(reference="19th ICLS resolution I, paragraph 73(c): LU4")
def underutilised(labour_force_status: Column, time_related_underemployed: Column) -> Column:
    """Unemployed, in the potential labour force, or in time-related underemployment."""
    return decide(
        (labour_force_status == "1", time_related_underemployed),
        otherwise=one_of(labour_force_status, ("2", "3", "4")),
    )


@derived(among=youth, reference="SDG 8.6.1")
def neet(employed: Column, edu_attend: Column, train_4w: Column) -> Column:
    """Aged 15 to 24, not employed, not in education, without training in the last four weeks."""
    return ~employed & (answered(edu_attend) != YES) & (answered(train_4w) != YES)
