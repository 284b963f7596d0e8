"""The columns of the tables that the designs for people who are hard to reach add: venues, centres, RDS.

They travel beside INTERVIEWS: an interview of such a design is a case whose ``case_id`` is the ``person_id`` here.
A person is known by a number of the design, never by name; a second visit is recognised by a mnemonic that the
person chooses. Several codes in one text are joined by one space, as in answers.
"""

from questionnaires.contracts import Column, Contract, Kind

FRAME_OVERLAP = (
    Column("would_be_listed", codes=("1", "0", "-8")),  # would a lister have counted the dwelling where you sleep
    Column("was_listed", required=False, codes=("1", "0", "-8")),  # has a lister of this survey called there
)

PLACES = Contract(
    "places",
    (
        Column("place_id"),
        Column("site"),
        Column("design", codes=("venue", "centre")),
        Column("kind"),  # market, agency, transport, cafe; association, church, mosque, consulate, health, pickup
        Column("sessions_open", Kind.WHOLE, required=False),  # open periods of a venue during the field
        Column("expected_size", Kind.NUMBER),  # arrivals a session (venue), attendees (centre), as mapped before
        # the design of every venue, drawn or not: the probability of a person who attends several needs them all
        Column("p_place", Kind.NUMBER, required=False),  # inclusion probability of the venue
        Column("p_session", Kind.NUMBER, required=False),  # of each of its sessions, given the venue
        Column("take_every", Kind.WHOLE, required=False),  # sampling interval among arrivals, random start
    ),
    key=("place_id",),
)

VENUE_SESSIONS = Contract(
    "venue_sessions",
    (
        Column("session_id"),
        Column("place_id"),
        Column("site"),
        Column("opened_at", Kind.MOMENT),
        Column("counted", Kind.WHOLE),  # arrivals on the clicker
        Column("taken", Kind.WHOLE),  # arrivals asked
        Column("interviewer_id"),
    ),
    key=("session_id",),
)

VENUE_ARRIVALS = Contract(
    "venue_arrivals",
    (
        Column("session_id"),
        Column("arrival_no", Kind.WHOLE),  # among those taken
        Column("person_id"),
        Column("outcome", codes=("interviewed", "again", "refused", "ineligible")),  # again: interviewed before
    ),
    key=("session_id", "arrival_no"),
)

VENUE_INTERVIEWS = Contract(
    "venue_interviews",
    (
        Column("person_id"),
        Column("site"),
        Column("session_id"),
        Column("interviewed_at", Kind.MOMENT),
        *FRAME_OVERLAP,
    ),
    key=("person_id",),
)

VENUE_ATTENDANCE = Contract(
    "venue_attendance",
    (
        Column("person_id"),
        Column("place_id"),
        Column("attended", Kind.WHOLE),  # of the last four weeks' open periods, as reported; venues never visited: none
    ),
    key=("person_id", "place_id"),
)

CENTRE_VISITS = Contract(
    "centre_visits",
    (
        Column("place_id"),
        Column("site"),
        Column("asked", Kind.WHOLE),  # attenders drawn
        Column("refused", Kind.WHOLE),
        Column("ineligible", Kind.WHOLE),
        Column("interviewed", Kind.WHOLE),  # here or, when drawn again, before
    ),
    key=("place_id",),
)

CENTRE_INTERVIEWS = Contract(
    "centre_interviews",
    (
        Column("place_id"),  # where the person was drawn
        Column("person_id"),
        Column("site"),
        Column("again", Kind.TRUTH),  # drawn and interviewed before at another centre: counts, is not asked twice
        Column("met_at", Kind.MOMENT),
        Column("attends"),  # place_id of every centre of the site that the person attends
        Column("interviewer_id"),
        *FRAME_OVERLAP,
    ),
    key=("place_id", "person_id"),
)

SEED = "seed"  # recruiter_id of those whom nobody recruited

RDS_RECRUITS = Contract(
    "rds_recruits",
    (
        Column("person_id"),
        Column("site"),
        Column("recruiter_id"),  # SEED, or the person_id of the recruiter
        Column("seed_id"),
        Column("wave", Kind.WHOLE),  # 0 for seeds
        Column("coupon_in", required=False),  # empty for seeds
        Column("coupons_out"),
        Column("interviewed_at", Kind.MOMENT),
        Column("interviewer_id"),
        Column("relation", required=False),  # to the recruiter: relative, friend, colleague, neighbour, stranger
        Column("known", Kind.WHOLE, required=False),  # by name, and they know you
        Column("known_here", Kind.WHOLE, required=False),  # of them, in the area of the site
        Column("known_adults", Kind.WHOLE, required=False),  # of them, of the survey's age: the network size
        Column("known_same", Kind.WHOLE, required=False),  # of them, of your own citizenship or origin
        Column("known_seen", Kind.WHOLE, required=False),  # of known_adults, seen in the last 14 days
        Column("known_coupon", Kind.WHOLE, required=False),  # of them, would you give a coupon
        Column("returned_at", Kind.MOMENT, required=False),  # to be paid for recruits
        Column("refusals", Kind.WHOLE, required=False),  # people who refused a coupon, told on return
        *FRAME_OVERLAP,
    ),
    key=("person_id",),
)

RDS_COUPONS = Contract(
    "rds_coupons",
    (
        Column("coupon"),
        Column("site"),
        Column("state", codes=("printed", "issued", "used", "void", "expired")),
        Column("void_reason", required=False, codes=("ineligible", "duplicate", "declined")),
        Column("issued_to", required=False),
        Column("issued_at", Kind.MOMENT, required=False),
        Column("expires_at", Kind.MOMENT, required=False),
        Column("presented_at", Kind.MOMENT, required=False),
        Column("used_by", required=False),
    ),
    key=("coupon",),
)

RDS_INCENTIVES = Contract(
    "rds_incentives",
    (
        Column("entry_id"),
        Column("site"),
        Column("paid_at", Kind.MOMENT),
        Column("person_id"),
        Column("reason", codes=("interview", "recruit")),
        Column("coupon", required=False),  # that was used, where a recruit is paid for
        Column("debit"),  # account
        Column("credit"),  # account
        Column("amount", Kind.NUMBER),  # dinars
    ),
    key=("entry_id",),
)

VENUE = (PLACES, VENUE_SESSIONS, VENUE_ARRIVALS, VENUE_INTERVIEWS, VENUE_ATTENDANCE)
CENTRE = (PLACES, CENTRE_VISITS, CENTRE_INTERVIEWS)
RDS = (RDS_RECRUITS, RDS_COUPONS, RDS_INCENTIVES)
