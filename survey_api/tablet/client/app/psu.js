// A PSU to list: numbers of one's own, the next dwelling in one tap, what was listed here.

import { say } from "../words/words.js";
import { button, el, icon, name, tag } from "./elements.js";
import { said } from "./moments.js";
import { atTheDoor, nextSerial, unitId } from "./units.js";

export async function viewPsu(desk, id) {
  const list = await desk.worklist();
  const found = list.psus.find(({ psu }) => psu === id);
  if (!found?.listing) return el("p", { class: "empty" }, say("tablet.psu_gone", { psu: id }));
  const { listing, listed } = found;
  const taken = new Set([...(listing.listed ?? []), ...listed.map(({ serial }) => serial)]);
  const serial = nextSerial(listing.blocks, taken);
  return [
    el("section", { class: "panel" },
      el("h2", { class: "who" }, say("tablet.listing")),
      el("p", { class: "about" }, say(listing.blocks.length ? "tablet.listing_words" : "tablet.listing_begin_words")),
      serial === null ? moreNumbers(desk, listing) : next(desk, listing, serial)),
    listed.length ? units(listed, desk.now()) : null,
  ];
}

function next(desk, listing, serial) {
  return el("div", { class: "deeds" },
    el("p", { class: "next-unit" }, say("tablet.next_unit"), el("strong", { class: "door-number" }, name(atTheDoor(unitId(listing.psu_id, serial))))),
    button(say("tablet.list_next"), () => desk.beginListing(listing, serial), { drawing: "plus", style: "strong wide", "data-do": "list" }));
}

// Numbers come from the service, so that two tablets never give out the same one.
function moreNumbers(desk, listing) {
  const label = say(listing.blocks.length ? "tablet.more_numbers" : "tablet.begin_listing");
  return el("div", { class: "deeds" }, el("p", { class: "muted" }, say("tablet.needs_network")),
    button(label, () => desk.askNumbers(listing), { drawing: "plus", style: "strong wide", "data-do": "numbers" }));
}

function units(listed, now) {
  return el("section", { class: "panel" }, el("h2", {}, icon("home"), say("tablet.listed_here", { n: listed.length })),
    el("ul", { class: "lines" }, [...listed].reverse().map(({ unit, draft, at }) =>
      el("li", {}, el("strong", {}, name(atTheDoor(unit))),
        draft ? el("a", { href: `#/interview/${encodeURIComponent(draft)}` }, tag(say("tablet.go_on_with"), "accent", "pencil")) : el("span", { class: "muted" }, said(at, now))))));
}
