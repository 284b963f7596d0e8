"""What interviewers are paid for, out of verified effort: visits, screenings, interviews, days; never by hand.

``effort`` finds the units of an export with their evidence, ``tariff`` what a unit is worth, ``ledger`` the entries:
a period once locked is never edited, and what changes later is reversed by an entry of the period that is open.
"""
