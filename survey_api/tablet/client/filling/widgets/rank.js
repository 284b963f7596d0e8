// Answers put in order, moved up and down one by one.
import { el, icon } from "../elements.js";
import { say } from "../wording.js";

export function rankWidget(question, desk) {
  const list = el("ol", { class: "ranks", "aria-labelledby": desk.labelId });
  const order = () => {
    const choices = question.choices;
    const chosen = question.chosen.map((value) => choices.find((choice) => choice.value === value)).filter(Boolean);
    return [...chosen, ...choices.filter((choice) => !chosen.includes(choice))];
  };
  const move = (index, by) => {
    const values = order().map((choice) => choice.value);
    values.splice(index + by, 0, ...values.splice(index, 1));
    return desk.answer(values);
  };
  const refresh = () => {
    const choices = order();
    list.replaceChildren(...choices.map(({ label }, index) => el("li", { class: "rank" }, el("span", { class: "choice-label" }, label),
      el("button", { type: "button", class: "button quiet", disabled: index === 0 || question.readonly, "aria-label": say("move_up", { label }), onclick: () => move(index, -1) }, icon("up")),
      el("button", { type: "button", class: "button quiet", disabled: index === choices.length - 1 || question.readonly, "aria-label": say("move_down", { label }), onclick: () => move(index, 1) }, icon("down")))));
  };
  const confirm = el("button", { type: "button", class: "button quiet", onclick: () => move(0, 0) }, say("order_is_right"));
  refresh();
  return { element: el("div", { class: "ranking" }, list, confirm), refresh, focus: () => list.querySelector("button")?.focus({ preventScroll: true }) };
}
