// What there is to do: the assignment, and over it at once what this tablet did since it was fetched.

import { readUnitId } from "./units.js";

const DAY = 86_400_000; // milliseconds
const REMEMBERED = 90 * DAY; // what was done longer ago, the assignment has long since told

/** Cases and PSUs of an assignment as they stand with what was `done` on this tablet and with its open `drafts`. */
export function worklist({ assignment, done = [], drafts = [], interviewer, now }) {
  const open = new Set(drafts.map(({ id }) => id));
  const finished = done.filter(({ id }) => !open.has(id)); // noted a moment before it was kept
  const cases = (assignment?.cases ?? []).map((one) => asItStands(one, finished, drafts, interviewer));
  const toWork = cases.filter((one) => !one.interviewed && !one.isOver);
  const soon = toWork.filter(({ appointment }) => appointment && isDue(appointment, now));
  return {
    cases,
    drafts: [...drafts].sort((one, other) => (other.updated ?? "").localeCompare(one.updated ?? "")),
    returned: (assignment?.returned ?? []).filter((one) => !finished.some((other) => other.returned === one.record)),
    appointments: soon.sort((one, other) => one.appointment.localeCompare(other.appointment)),
    psus: inPsus(assignment?.psus ?? [], toWork.filter((one) => !soon.includes(one)), finished, drafts),
    over: cases.filter((one) => one.interviewed || one.isOver),
  };
}

// The assignment speaks for all visits up to the one it expects; those made here since count on.
function asItStands(one, done, drafts, interviewer) {
  const here = done.filter((other) => other.case === one.case);
  const visits = here.filter(({ kind, visit }) => kind === "contact" && visit >= one.visit);
  const last = visits[visits.length - 1];
  return {
    ...one,
    visit: Math.max(one.visit, ...visits.map(({ visit }) => visit + 1)),
    appointment: last ? (last.reads?.appointment ?? null) : (one.appointment ?? null),
    visits: here.filter(({ kind }) => kind === "contact"),
    interviewed: here.find(({ kind, returned }) => kind === "individual" && !returned) ?? null,
    drafts: drafts.filter(({ kind, title }) => kind !== "listing" && title === one.case),
    isOver: one.state === "resolved", // nothing is asked any more: it waits for the supervisor
    isOfOther: Boolean(one.for && one.for !== interviewer),
    isNotForMe: Boolean(one.not_by && one.not_by === interviewer),
  };
}

function isDue(appointment, now) {
  const endOfDay = new Date(now);
  endOfDay.setHours(23, 59, 59, 999);
  return Date.parse(appointment) <= endOfDay.getTime();
}

function inPsus(toList, cases, done, drafts) {
  const names = [...new Set([...toList.map(({ psu_id }) => psu_id), ...cases.map(({ psu }) => psu)])].sort();
  return names.map((psu) => {
    const listing = toList.find(({ psu_id }) => psu_id === psu) ?? null;
    const listed = listedHere(psu, done, drafts);
    return { psu, listing, listed, cases: cases.filter((one) => one.psu === psu).sort(byName) };
  });
}

const byName = (one, other) => one.case.localeCompare(other.case);

/** The units that this tablet lists in a PSU: {unit, serial, draft?, at?}, in the order of their numbers. */
function listedHere(psu, done, drafts) {
  const finished = done.filter(({ kind }) => kind === "listing").map(({ unit, at, reads }) => ({ unit, at, reads }));
  const open = drafts.filter(({ kind }) => kind === "listing").map(({ title, id }) => ({ unit: title, draft: id }));
  return [...finished, ...open]
    .map((one) => ({ ...one, ...readUnitId(one.unit) }))
    .filter((one) => one.psu === psu)
    .sort((one, other) => one.serial - other.serial);
}

/** What was done, with one more; what the assignment has told since long ago is forgotten, numbers given out never. */
export function withDone(done, one, now) {
  const recent = done.filter(({ kind, at }) => kind === "listing" || now.getTime() - Date.parse(at) < REMEMBERED);
  return [...recent.filter(({ id }) => id !== one.id), one];
}
