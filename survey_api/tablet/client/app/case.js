// One case: who it is, what leads to the door, the visits; an interview begun or a visit logged in one tap.

import { say } from "../words/words.js";
import { banner, button, el, icon, linkButton, name } from "./elements.js";
import { said } from "./moments.js";
import { caseTags, person } from "./today.js";

export async function viewCase(desk, id) {
  const list = await desk.worklist();
  const one = list.cases.find((other) => other.case === id);
  if (!one) return el("p", { class: "empty" }, say("tablet.case_gone", { case: id }));
  const now = desk.now();
  return [
    el("section", { class: "panel" },
      el("h2", { class: "who" }, person(one)),
      el("p", { class: "about" }, say("tablet.case"), " ", name(one.case)),
      el("div", { class: "tags" }, caseTags(one, now)),
      one.interviewed ? banner("good", icon("check"), el("p", {}, say("tablet.interviewed_when", { when: said(one.interviewed.at, now) }))) : null,
      one.isOver ? el("p", { class: "muted" }, say("tablet.case_over_words")) : null,
      el("div", { class: "deeds" }, one.drafts.map((draft) => resume(draft)), one.interviewed ? null : interview(desk, one), visit(desk, one))),
    await hint(desk, one),
    lacks(one),
    visits(one, now),
  ];
}

function resume(draft) {
  const label = say(draft.kind === "contact" ? "tablet.resume_visit" : "tablet.resume_interview");
  return linkButton(label, `#/interview/${encodeURIComponent(draft.id)}`, { drawing: "pencil", style: "strong wide" });
}

function interview(desk, one) {
  if (one.isOver || one.drafts.some(({ kind }) => kind === "individual")) return null;
  return button(say("tablet.begin_interview"), () => desk.beginAtCase("individual", one), { drawing: "person", style: "strong wide", "data-do": "interview" });
}

function visit(desk, one) {
  if (one.drafts.some(({ kind }) => kind === "contact")) return null;
  return button(say("tablet.log_visit", { n: one.visit }), () => desk.beginAtCase("contact", one), { drawing: "clock", style: "quiet wide", "data-do": "visit" });
}

async function hint(desk, one) {
  const heading = el("h2", {}, icon("home"), say("tablet.hint"));
  if (!desk.keeping.identity.hasTeamCode) {
    return el("section", { class: "panel" }, heading, el("p", { class: "muted" }, say("tablet.no_team_code")), linkButton(say("tablet.type_team_code"), "#/settings", { style: "quiet" }));
  }
  const text = (await desk.hints())[one.unit] ?? "";
  const input = el("textarea", { rows: "3", dir: "auto", maxlength: "400", "aria-label": say("tablet.hint") });
  input.value = text;
  const keep = async () => {
    await desk.keeping.hints.leave(one.unit, input.value.trim());
    await desk.refresh();
    desk.syncSoon();
  };
  return el("section", { class: "panel" }, heading,
    text ? el("p", { class: "hint-text big", dir: "auto" }, text) : el("p", { class: "muted" }, say("tablet.no_hint")),
    el("details", { class: "more" }, el("summary", {}, say("tablet.change_hint")), el("p", { class: "hint" }, say("tablet.hint_words")), input, button(say("tablet.keep_hint"), keep, { style: "quiet", "data-do": "hint" })));
}

// What is still to be tried before the case may be closed, by the rule of the survey; as the last sync told it.
function lacks({ lacks: wanted = {}, interviewed }) {
  const rows = Object.entries(wanted).map(([what, n]) => el("li", {}, say(`tablet.lacks_${what}`, { n })));
  if (interviewed || !rows.length) return null;
  return el("section", { class: "panel", "data-panel": "lacks" }, el("h2", {}, icon("again"), say("tablet.lacks")), el("ul", { class: "lines" }, rows));
}

function visits(one, now) {
  if (!one.visits.length) return null;
  return el("section", { class: "panel" }, el("h2", {}, icon("clock"), say("tablet.visits_here")),
    el("ul", { class: "lines" }, one.visits.map(({ visit: n, at, reads }) =>
      el("li", {}, el("span", {}, say("tablet.visit_n", { n })), el("span", {}, said(at, now)), reads?.appointment ? el("span", {}, say("tablet.next_appointment", { when: said(reads.appointment, now) })) : null))));
}
