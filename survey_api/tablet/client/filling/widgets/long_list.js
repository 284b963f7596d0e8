// One answer out of a long list, found by a few letters.
import { el, icon, newId } from "../elements.js";
import { found, searchable } from "../search.js";
import { say, spans } from "../wording.js";

const SHOWN = 12;
export const LONG = 15;

export function longListWidget(question, desk) {
  const name = newId("choice");
  let list = [];
  let known = "";
  let all = false;

  const box = el("input", {
    type: "search", class: "typed", id: newId("search"), autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    "aria-labelledby": desk.labelId, "aria-describedby": desk.aboutId, placeholder: say("search_placeholder"), disabled: question.readonly,
    oninput: () => ((all = false), draw()), onkeydown: (event) => event.key === "Enter" && takeOnly(event),
  });
  const current = el("div", { class: "chosen" });
  const results = el("div", { class: "choices", role: "radiogroup", "aria-labelledby": desk.labelId });
  const count = el("p", { class: "found", role: "status" });
  const more = el("button", { type: "button", class: "button quiet", onclick: () => ((all = true), draw()) }, say("search_all"));

  const read = () => {
    const choices = question.choices;
    const now = choices.length ? `${choices.length}|${choices[0].value}|${choices[0].label}|${choices[choices.length - 1].value}` : "";
    if (now !== known) list = searchable(choices);
    known = now;
  };

  const draw = () => {
    read();
    const [value = ""] = question.chosen;
    const label = list.find((entry) => entry.choice.value === value)?.choice.label;
    current.replaceChildren(...(label ? chosenRow(label) : []));
    current.hidden = !label;
    const typed = box.value.trim();
    const matches = typed ? found(list, typed) : list.map((entry) => entry.choice);
    const shown = all ? matches : matches.slice(0, SHOWN);
    results.replaceChildren(...shown.map((choice) => row(choice, value)));
    more.hidden = shown.length === matches.length;
    count.textContent = typed ? (matches.length ? say("search_found", { n: matches.length }) : say("search_none")) : list.length ? say("search_hint", { n: list.length }) : say("list_empty");
  };

  const chosenRow = (label) => [icon("check"), el("span", { class: "chosen-label" }, label),
    el("button", { type: "button", class: "button quiet", onclick: () => desk.answer(""), hidden: question.readonly }, say("take_away"))];

  const row = ({ value, label }, chosen) => {
    const input = el("input", { type: "radio", name, value, checked: value === chosen, disabled: question.readonly, onchange: () => choose(value) });
    return el("label", { class: `choice${value === chosen ? " is-chosen" : ""}` }, input, el("span", { class: "choice-mark" }, icon("check")), el("span", { class: "choice-label" }, spans(label)));
  };

  const choose = async (value) => {
    box.value = "";
    all = false;
    await desk.answer(value);
  };

  const takeOnly = (event) => {
    const matches = found(list, box.value);
    if (!box.value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    if (matches.length === 1) choose(matches[0].value);
  };

  draw();
  const element = el("div", { class: "long-list" }, current, el("div", { class: "search-box" }, icon("search"), box), count, results, more);
  return { element, refresh: draw, focus: () => {} };
}
