// What is unsent and since when; a file for the office where a tablet cannot send; where things are kept and how safe.

import { number, say } from "../words/words.js";
import { banner, button, el, icon, sentenceOf } from "./elements.js";
import { said } from "./moments.js";
import { dangers, standing } from "./standing.js";

const KINDS = ["listing", "contact", "individual"];
const MEGABYTE = 1_000_000;
const LARGE_OFFSET = 120_000; // milliseconds

export async function viewQueue(desk) {
  const queue = await desk.keeping.queue.list();
  await desk.keeping.lookAtStorage();
  const now = desk.now();
  return [
    dangers({ keeping: desk.keeping, queue, ask: desk.askPersistence }),
    standing({ sending: desk.sending, queue, now, sync: desk.sync }),
    queue.length ? el("section", { class: "panel" }, el("h2", {}, icon("send"), say("tablet.waiting")), el("p", { class: "muted" }, say("tablet.waiting_words")), el("ul", { class: "lines" }, queue.map((one) => line(one, now)))) : null,
    rescue(desk),
    kept(desk),
  ];
}

function line({ kind, sealedAt, attempts, lastTried, problem }, now) {
  return el("li", {},
    el("strong", {}, say(`tablet.record_${KINDS.includes(kind) ? kind : "other"}`)),
    el("span", {}, say("tablet.since", { when: said(sealedAt, now) })),
    attempts ? el("span", { class: "muted" }, say("tablet.tried", { n: attempts, when: said(lastTried, now) })) : null,
    problem ? el("span", { class: "error" }, sentenceOf(problem)) : null);
}

function rescue(desk) {
  return el("section", { class: "panel" }, el("h2", {}, icon("save"), say("tablet.rescue")), el("p", { class: "muted" }, say("tablet.rescue_words")),
    button(say("tablet.rescue_save"), desk.saveRescue, { drawing: "save", style: "quiet", "data-do": "rescue" }), bringing(desk));
}

// What another tablet had finished and could not send goes out from here, unread.
function bringing(desk) {
  const file = el("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: () => brought(desk, file.files[0]) });
  return [el("p", { class: "muted" }, say("tablet.rescue_bring_words")), button(say("tablet.rescue_bring"), () => file.click(), { drawing: "plus", style: "quiet", "data-do": "bring" }), file];
}

async function brought(desk, file) {
  try {
    const n = await desk.keeping.bringRescue(await file.text());
    await desk.tell(banner("good", icon("check"), el("p", {}, say("tablet.rescue_brought", { n }))));
    desk.syncSoon();
  } catch (error) {
    await desk.tell(banner("bad", el("p", {}, sentenceOf(error))));
  }
}

function kept(desk) {
  const { persisted, quota, usage } = desk.keeping.storage;
  const { offset } = desk.sending.state;
  const rows = [
    [say("tablet.storage"), say(persisted ? "tablet.persisted" : "tablet.not_persisted")],
    quota ? [say("tablet.room"), say("tablet.room_used", { used: number(Math.round(usage / MEGABYTE)), all: number(Math.round(quota / MEGABYTE)) })] : null,
    offset === null || offset === undefined ? null : [say("tablet.clock"), say(Math.abs(offset) > LARGE_OFFSET ? "tablet.clock_off" : "tablet.clock_good", { minutes: Math.round(Math.abs(offset) / 60_000) })],
  ];
  return el("section", { class: "panel" }, el("h2", {}, icon("check"), say("tablet.state")), el("dl", { class: "facts" }, rows.filter(Boolean).map(([term, words]) => el("div", {}, el("dt", {}, term), el("dd", {}, words)))));
}

/** After an interview: that it is kept, and that nothing of it can be read here any more. */
export const finishedBanner = () => banner("good", icon("check"), el("p", {}, say("tablet.sealed")));
