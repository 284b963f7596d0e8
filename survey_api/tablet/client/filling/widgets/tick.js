// A single tick: "I have read this".
import { el, icon } from "../elements.js";
import { say } from "../wording.js";
import { mark } from "./choices.js";

export function tickWidget(question, desk) {
  const input = el("input", { type: "checkbox", disabled: question.readonly, onchange: () => desk.answer(input.checked) });
    const element = el("div", { class: "choices", role: "group", "aria-labelledby": desk.labelId }, el("label", { class: "choice" }, input, el("span", { class: "choice-mark" }, icon("check")), el("span", { class: "choice-label" }, say("done_it"))));
  const refresh = () => mark(input, question.value !== "");
  refresh();
  return { element, refresh, focus: () => input.focus({ preventScroll: true }) };
}
