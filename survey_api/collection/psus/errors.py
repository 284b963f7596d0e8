"""What cannot be done with a PSU or a replicate, one class a kind."""

from questionnaires.problems import ProblemError


class NotListedHere(ProblemError):
    """The sample came listed: its PSUs are not listed with this service."""

    code = "psus.not_listed_here"


class NotReleased(ProblemError):
    """The PSU belongs to a replicate of the reserve that was not released."""

    code = "psus.not_released"


class NotInState(ProblemError):
    """The PSU stands where this cannot be decided."""

    code = "psus.not_in_state"


class NeedsReason(ProblemError):
    """What is decided departs from the plan, and nothing says why."""

    code = "psus.needs_reason"


class NotOfTeam(ProblemError):
    """The PSU is assigned to another team, or to none."""

    code = "psus.not_of_team"


class NoMoreSerials(ProblemError):
    """Every serial number of the PSU is given to a tablet."""

    code = "psus.no_more_serials"


class CannotApprove(ProblemError):
    """The listing as it came would make the sample dishonest; each problem says where and why."""


class ListingChanged(ProblemError):
    """Records have come since the person looked at the listing."""

    code = "psus.listing_changed"


class NotAnAssignment(ProblemError):
    """The table of assignments lacks a column, or names a PSU twice."""

    code = "psus.not_an_assignment"


class NoSuchReplicate(ProblemError):
    """The sample has no replicate of this number."""

    code = "psus.no_such_replicate"


class NoSuchStratum(ProblemError):
    """The sample has no stratum of this name."""

    code = "psus.no_such_stratum"


class ReleasedBefore(ProblemError):
    """The replicate was released in this stratum before."""

    code = "psus.released_before"


class OutOfOrder(ProblemError):
    """A replicate before this one was not released in the stratum."""

    code = "psus.out_of_order"


class DrawBroken(ProblemError):
    """The tables of a draw contradict each other."""

    code = "psus.draw_broken"


class SampleDecided(ProblemError):
    """Something was decided about the loaded sample: another one cannot take its place."""

    code = "psus.sample_decided"
