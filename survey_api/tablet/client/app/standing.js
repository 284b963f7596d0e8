// How it stands with the office: what is unsent and since when, the last sync, the network, what the browser promised.

import { date, say, time } from "../words/words.js";
import { banner, button, el, icon, sentenceOf } from "./elements.js";
import { said } from "./moments.js";

const NEARLY_FULL = 0.8;
const MOST_UNSENT = 20; // where the browser may clear what is kept
const NO_NETWORK = "tablet_keeping.no_network";

/** One panel: in a word whether all is with the office, and the button that brings it there. */
export function standing({ sending, queue, now, sync }) {
  const { running, lastSync, lastProblem } = sending.state;
  const online = navigator.onLine && lastProblem?.code !== NO_NETWORK;
  const oldest = queue[0];
  const head = oldest ? say("tablet.unsent", { n: queue.length, since: said(oldest.sealedAt, now) }) : say("tablet.all_sent");
  const last = lastSync ? say("tablet.last_sync", { when: said(lastSync, now) }) : say("tablet.never_synced");
  return el("section", { class: `standing ${oldest ? "unsent" : "sent"}`, "aria-label": say("tablet.standing") },
    icon(oldest ? "send" : "check"),
    el("div", { class: "standing-words", role: "status" },
      el("p", { class: "standing-head" }, running ? say("tablet.syncing") : head),
      el("p", { class: "standing-last" }, last),
      online ? null : el("p", { class: "standing-offline" }, icon("offline"), say("tablet.offline"))),
    button(say("tablet.sync"), sync, { drawing: "again", style: running ? "quiet turning-round" : "quiet", "data-do": "sync", disabled: running }),
    lastProblem && lastProblem.code !== NO_NETWORK ? el("p", { class: "error standing-problem", role: "alert" }, sentenceOf(lastProblem)) : null);
}

/** What endangers what is kept here, in red; nothing where nothing does. */
export function dangers({ keeping, queue, ask, isBrief = false }) {
  const { persisted, quota, usage, cleared } = keeping.storage;
  const told = [];
  if (cleared) told.push(clearedBanner(keeping, cleared));
  if (!persisted) {
    told.push(banner(isBrief ? "bad brief" : "bad", icon("warning"), el("div", {},
      el("p", {}, el("strong", {}, say("tablet.not_persisted"))), isBrief ? null : el("p", {}, say("tablet.not_persisted_words", { n: MOST_UNSENT })),
      button(say("tablet.ask_again"), ask, { style: "quiet", "data-do": "persist" }))));
    if (queue.length > MOST_UNSENT) told.push(banner("bad", icon("warning"), el("p", {}, say("tablet.too_many_unsent", { n: queue.length }))));
  }
  if (quota && usage / quota > NEARLY_FULL) told.push(banner("bad", icon("warning"), el("p", {}, say("tablet.nearly_full"))));
  return told;
}

function clearedBanner(keeping, cleared) {
  const seen = async () => {
    await keeping.toldOfClearing();
    element.remove();
  };
  const element = banner("bad", icon("warning"), el("div", {},
    el("p", {}, say("tablet_keeping.storage_cleared", { when: `${date(cleared)} ${time(cleared)}` })),
    button(say("tablet_keeping.supervisor_told"), seen, { style: "quiet", "data-do": "told" })));
  return element;
}
