// The privacy curtain: one tap, and nothing of the work is on the screen; it comes back when the interviewer says so.

import { say, time, date } from "../words/words.js";
import { newCover } from "./cover.js";
import { button, el } from "./elements.js";

const LOCKS_AFTER = 60_000; // milliseconds: who left the tablet lying finds it locked

export function newCurtain(below, { lock, now }) {
  const cover = newCover(below, { label: () => say("tablet.curtain") });
  let lifted = null; // whoever waits for it
  let timer = null;

  /** Resolves when the curtain is lifted. */
  function draw() {
    if (cover.isUp) return lifted.promise;
    lifted = waiting();
    const iso = now().toISOString();
    // A clock, as any tablet shows that lies about; nothing says what it is for.
    cover.show(
      el("div", { class: "curtain" },
        el("p", { class: "curtain-time" }, time(iso)), el("p", { class: "curtain-date" }, date(iso)),
        el("div", { class: "curtain-way" }, button(say("tablet.go_on"), lift, { style: "quiet", "data-do": "lift" }))),
    );
    timer = setTimeout(lock, LOCKS_AFTER);
    return lifted.promise;
  }

  function lift() {
    clearTimeout(timer);
    cover.lift();
    lifted?.resolve();
    lifted = null;
  }

  return { draw, lift, get isDrawn() { return cover.isUp; } };
}

function waiting() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
