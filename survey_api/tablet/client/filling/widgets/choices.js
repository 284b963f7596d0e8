// A list of answers, each a target as wide as the hand: one of them, or several.
import { el, icon, newId } from "../elements.js";
import { spans } from "../wording.js";

const UNSURE = /^-\d+$/; // don't know, refused: set apart from answers

export function choicesWidget(question, desk) {
  const name = newId("choice");
  const several = question.kind === "many";
  const list = el("div", { class: "choices", role: several ? "group" : "radiogroup", "aria-labelledby": desk.labelId, "aria-describedby": desk.aboutId });
  let drawn = "";

  const draw = () => {
    const choices = question.choices;
    const known = JSON.stringify(choices);
    if (known !== drawn) list.replaceChildren(...choices.map(row));
    drawn = known;
    const chosen = new Set(question.chosen);
    for (const input of list.querySelectorAll("input")) mark(input, chosen.has(input.value));
  };

  const row = ({ value, label }) => {
    const input = el("input", { type: several ? "checkbox" : "radio", name, value, disabled: question.readonly, onchange: () => choose(input) });
    return el("label", { class: `choice${UNSURE.test(value) ? " choice-unsure" : ""}` }, input, el("span", { class: "choice-mark" }, icon("check")), el("span", { class: "choice-label" }, spans(label)));
  };

  const choose = (input) => desk.answer(several ? checked(list) : input.value);

  draw();
  return { element: list, refresh: draw, focus: () => (list.querySelector("input:checked") ?? list.querySelector("input"))?.focus({ preventScroll: true }) };
}

/** Tick a choice and show it so. */
export function mark(input, isChosen) {
  input.checked = isChosen;
  input.parentElement.classList.toggle("is-chosen", isChosen);
}

function checked(list) {
  return [...list.querySelectorAll("input:checked")].map((input) => input.value);
}
