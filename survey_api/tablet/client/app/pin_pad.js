// Six digits on big keys, as on a telephone; a keyboard works as well.

import { say } from "../words/words.js";
import { el, icon, sentenceOf } from "./elements.js";

const LENGTH = 6;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "erase"];

/** `entered(pin)` is called with six digits; where it rejects, its problem is told and the digits are taken back. */
export function pinPad(label, entered) {
  let digits = "";
  let busy = false;
  const dots = el("div", { class: "pin-dots", "aria-hidden": "true" });
  const told = el("p", { class: "error pin-told", role: "alert" });
  const count = el("p", { class: "visually-hidden", role: "status" });
  const keys = el("div", { class: "pin-keys", dir: "ltr" }, KEYS.map(key));
  const pad = el("div", { class: "pin-pad", role: "group", "aria-label": label, tabindex: "-1", onkeydown: typed }, dots, count, told, keys);

  function key(sign) {
    if (!sign) return el("span", {});
    if (sign === "erase") return el("button", { type: "button", class: "pin-key", "aria-label": say("tablet.erase_digit"), "data-do": "erase", onclick: erase }, icon("backspace"));
    return el("button", { type: "button", class: "pin-key", "data-digit": sign, onclick: () => press(sign) }, sign);
  }

  function typed(event) {
    if (/^[0-9]$/.test(event.key)) press(event.key);
    if (event.key === "Backspace") erase();
  }

  function erase() {
    digits = digits.slice(0, -1);
    draw();
  }

  async function press(digit) {
    if (busy) return;
    told.textContent = "";
    digits += digit;
    draw();
    if (digits.length < LENGTH) return;
    busy = true;
    pad.setAttribute("aria-busy", "true");
    try {
      await entered(digits);
    } catch (problem) {
      told.textContent = sentenceOf(problem);
    } finally {
      digits = "";
      busy = false;
      pad.removeAttribute("aria-busy");
      draw();
    }
  }

  function draw() {
    dots.replaceChildren(...Array.from({ length: LENGTH }, (_, index) => el("span", { class: index < digits.length ? "pin-dot full" : "pin-dot" })));
    count.textContent = digits.length ? say("tablet.digits_typed", { n: digits.length }) : "";
  }

  draw();
  return pad;
}
