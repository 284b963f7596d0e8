// Records that this tablet begins and finishes: what is known before, what is read off them at the end.

import { unitId } from "./units.js";

/** A new draft of one of the survey's forms; `known` are the facts by name ({unit_id, case_id, visit_no ...}). */
export function newDraft({ kind, form, code, known, now, more = {} }) {
  const facts = Object.fromEntries(
    Object.entries(form.facts).filter(([fact]) => known[fact] !== undefined && known[fact] !== null).map(([fact, path]) => [path, known[fact]]),
  );
  const began = now.toISOString();
  const title = known.case_id || known.unit_id;
  return {
    id: `uuid:${crypto.randomUUID()}`, kind, form: form.form, version: form.version, code, title, facts,
    instance: null, place: null, events: [], comments: [], withheld: [], returned: null, began, updated: began, rev: 0,
    known, ...more,
  };
}

/** The facts of a unit that is listed now. */
export function factsOfListing(psu, serial, interviewer) {
  return { unit_id: unitId(psu.psu_id, serial), psu_code: psu.psu_id, interviewer_id: interviewer, sel_u: psu.starts[String(serial)] };
}

/** The facts of a visit at a case, or of its interview. */
export function factsOfCase(one, interviewer) {
  return { unit_id: one.unit, case_id: one.case, psu_code: one.psu, visit_no: one.visit, interviewer_id: interviewer };
}

/** What a finished record leaves behind on the tablet: which work was done when, and the few answers that plan the next. */
export function doneOf(draft, xml, form, now) {
  const { unit_id: unit, case_id: case_ = null, psu_code: psu = null, visit_no: visit = null } = draft.known ?? {};
  const reads = form?.version === draft.version ? readsOf(xml, form.reads ?? {}) : {};
  return { id: draft.id, kind: draft.kind, unit, case: case_, psu, visit, at: now.toISOString(), reads, returned: draft.returned?.record ?? null };
}

function readsOf(xml, paths) {
  const root = new DOMParser().parseFromString(xml, "text/xml").documentElement;
  return Object.fromEntries(Object.entries(paths).map(([read, path]) => [read, textAt(root, path)]));
}

function textAt(root, path) {
  const [, , ...names] = path.split("/");
  const found = names.reduce((node, name) => node && [...node.children].find((child) => child.localName === name), root);
  return found?.textContent.trim() || null;
}
