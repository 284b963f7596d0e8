// A passphrase being typed: shown or hidden, and for a new one how good it is.

import { judgePassphrase } from "../keeping/keeping.js";
import { say } from "../words/words.js";
import { el, field } from "./elements.js";

const GOOD_LENGTH = 16; // characters, for the bar alone: what is enough is judged by the keeping

/** {element, value}: a field for the passphrase; `judged` adds the bar that grows while one types. */
export function passphraseField(label, { judged = false, hint = "" } = {}) {
  const input = el("input", { type: "password", autocomplete: judged ? "new-password" : "current-password", autocapitalize: "off", spellcheck: "false", required: true, oninput: judge });
  const show = el("button", { type: "button", class: "button quiet show", "aria-pressed": "false", onclick: reveal }, say("tablet.show"));
  const bar = el("div", { class: "strength-bar" }, el("span", {}));
  const verdict = el("p", { class: "strength-words", role: "status" });
  const strength = el("div", { class: "strength" }, bar, verdict);
  const element = field(label, input, { hint });
  element.append(el("div", { class: "with-show" }, input, show), judged ? strength : "");

  function judge() {
    if (!judged) return;
    const { words, characters, enough } = judgePassphrase(input.value);
    const share = Math.min(1, Math.max(words / 4, characters / GOOD_LENGTH));
    const part = enough ? 4 : input.value ? Math.max(1, Math.min(3, Math.floor(share * 4))) : 0;
    strength.dataset.part = part;
    verdict.textContent = input.value ? say(enough ? "tablet.passphrase_enough" : "tablet.passphrase_more") : "";
  }

  function reveal() {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
    show.textContent = say(shown ? "tablet.conceal" : "tablet.show");
  }

  return {
    element,
    input,
    get value() {
      return input.value;
    },
  };
}
