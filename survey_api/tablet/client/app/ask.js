// A question before something that cannot be taken back.

import { say } from "../words/words.js";
import { el, newId } from "./elements.js";

/** Resolves to whether it was agreed to. */
export function agreed({ title, words, yes, no = say("tablet.no"), tone = "strong" }) {
  const name = newId("ask");
  return new Promise((resolve) => {
    const answer = (value) => {
      dialog.remove();
      resolve(value);
    };
    const dialog = el("dialog", { class: "ask", "aria-labelledby": name, onclose: () => answer(false) },
      el("h2", { id: name }, title), ...[words].flat().map((line) => el("p", {}, line)),
      el("div", { class: "ask-buttons" },
        el("button", { type: "button", class: `button ${tone}`, "data-do": "yes", onclick: () => answer(true) }, yes),
        el("button", { type: "button", class: "button quiet", "data-do": "no", onclick: () => answer(false) }, no)));
    document.getElementById("desk").append(dialog);
    dialog.showModal();
  });
}
