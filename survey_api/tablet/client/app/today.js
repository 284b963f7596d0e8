// Today's work at a glance: what is under way, appointments, what came back, the cases by PSU.

import { say } from "../words/words.js";
import { banner, el, icon, linkButton, name, tag } from "./elements.js";
import { isOver, said } from "./moments.js";
import { dangers, standing } from "./standing.js";
import { atTheDoor } from "./units.js";

export async function viewToday(desk) {
  const [list, queue, hints] = await Promise.all([desk.worklist(), desk.keeping.queue.list(), desk.hints()]);
  const now = desk.now();
  const card = (one) => caseCard(one, { hint: hints[one.unit], now });
  const { running, lastSync } = desk.sending.state;
  const empty = !list.appointments.length && !list.psus.length && !list.drafts.length && !list.returned.length;
  const nothing = lastSync ? "nothing_today" : running ? "coming" : "nothing_yet";
  return [
    dangers({ keeping: desk.keeping, queue, ask: desk.askPersistence, isBrief: true }),
    standing({ sending: desk.sending, queue, now, sync: desk.sync }),
    update(desk),
    section("under_way", "pencil", list.drafts.map((draft) => draftCard(draft, now))),
    section("appointments", "clock", list.appointments.map(card)),
    section("returned", "speech", list.returned.map((one) => returnedCard(one, now))),
    empty ? el("p", { class: "empty" }, say(`tablet.${nothing}`)) : null,
    list.psus.map((psu) => psuSection(psu, card)),
    list.over.length ? el("details", { class: "more", "data-work": "over" }, el("summary", {}, say("tablet.over", { n: list.over.length })), el("ul", { class: "cards" }, list.over.map(card))) : null,
  ];
}

function update(desk) {
  if (!desk.updates.waiting) return null;
  return banner("warn", el("div", {}, el("p", {}, say("tablet.update_ready")), linkButton(say("tablet.see_update"), "#/settings", { style: "quiet" })));
}

function section(what, drawing, cards) {
  if (!cards.length) return null;
  return el("section", { class: "work", "data-work": what }, el("h2", {}, icon(drawing), say(`tablet.${what}`), el("span", { class: "count" }, String(cards.length))), el("ul", { class: "cards" }, cards));
}

function psuSection({ psu, listing, listed, cases }, card) {
  const number = cases.length ? el("span", { class: "count" }, String(cases.length)) : null;
  return el("section", { class: "work", "data-work": "psu" },
    el("h2", {}, icon("home"), name(psu), number),
    listing ? el("ul", { class: "cards" }, listingCard(listing, listed)) : null,
    el("ul", { class: "cards" }, cases.map(card)));
}

function listingCard(psu, listed) {
  return linkCard(`#/psu/${encodeURIComponent(psu.psu_id)}`, {
    head: say(psu.blocks.length ? "tablet.listing_under_way" : "tablet.listing_to_begin"),
    lines: [say("tablet.listed_here", { n: listed.length })],
    tags: [tag(say("tablet.listing"), "accent")],
  });
}

function draftCard(draft, now) {
  return linkCard(`#/interview/${encodeURIComponent(draft.id)}`, {
    head: say(`tablet.draft_${kindOf(draft)}`),
    lines: [name(draft.title), say("tablet.saved_when", { when: said(draft.updated, now) })],
    tags: [tag(say("tablet.go_on_with"), "accent", "pencil")],
  });
}

function returnedCard(one, now) {
  const n = one.questions.reduce((all, question) => all + question.comments.length, 0);
  return linkCard(`#/returned/${encodeURIComponent(one.form)}/${encodeURIComponent(one.record)}`, {
    head: say("tablet.to_correct"),
    lines: [name(one.case ?? one.unit ?? ""), say("tablet.returned_when", { when: said(one.returned, now) })],
    tags: [tag(say("tablet.comments", { n }), "warn", "speech")],
  });
}

/** A case: who is to be found, where, for when. */
function caseCard(one, { hint, now }) {
  return linkCard(`#/case/${encodeURIComponent(one.case)}`, {
    head: person(one),
    lines: [el("span", {}, say("tablet.unit", { unit: atTheDoor(one.unit) })), hint ? el("span", { class: "hint-text", dir: "auto" }, hint) : null],
    tags: caseTags(one, now),
  });
}

export function person({ sex, age }) {
  return say("tablet.person", { sex: say(`tablet.sex_${sex}`), age });
}

export function caseTags(one, now) {
  return [
    one.interviewed ? tag(say("tablet.interview_done"), "good", "check") : null,
    one.appointment ? tag(said(one.appointment, now), isOver(one.appointment, now) ? "bad" : "accent", "clock") : null,
    one.drafts.length ? tag(say("tablet.begun"), "accent", "pencil") : null,
    one.isOver && !one.interviewed ? tag(say("tablet.case_over"), "good", "check") : null,
    one.interviewed || one.isOver ? null : tag(say("tablet.visit_n", { n: one.visit })),
    one.isOfOther ? tag(say("tablet.for_other", { who: one.for })) : null,
    one.isNotForMe ? tag(say("tablet.not_for_you"), "bad") : null,
    one.language ? tag(say("tablet.language_needed"), "warn") : null,
    one.not_before && isOver(now.toISOString(), new Date(one.not_before)) ? tag(say("tablet.not_before", { when: said(one.not_before, now) }), "warn") : null,
  ].filter(Boolean);
}

const kindOf = ({ kind }) => (["listing", "contact", "individual"].includes(kind) ? kind : "other");

function linkCard(href, { head, lines, tags }) {
  return el("li", {}, el("a", { class: "card", href },
    el("span", { class: "card-words" }, el("span", { class: "card-head" }, head), lines.filter(Boolean).map((line) => el("span", { class: "card-line" }, line)),
      tags.length ? el("span", { class: "tags" }, tags) : null),
    icon("forth")));
}
