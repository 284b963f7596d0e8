// A number typed as people write it, read back as it was understood; refused with a sentence where that is unsure.
import { inParts } from "../amounts.js";
import { el } from "../elements.js";
import { readNumber, typed as asTyped, written } from "../numerals.js";
import { say } from "../wording.js";

const CODES = [["-8", "dont_know"], ["-9", "refuses"]];
const PAUSE = 350; // ms after the last key

export function numberWidget(question, desk) {
  const whole = question.kind === "whole";
  const codes = CODES.filter(([code]) => question.takes(code));
  let timer = null;
  let problem = null;

  const box = el("input", {
    type: "text", class: "typed typed-number", dir: "ltr", inputmode: whole ? "numeric" : "decimal", autocomplete: "off", enterkeyhint: "next",
    "aria-labelledby": desk.labelId, "aria-describedby": desk.aboutId, readonly: question.readonly, oninput: () => later(), onchange: () => !desk.counts && settle(),
  });
  const readBack = el("p", { class: "read-back", role: "status" });
  const buttons = codes.map(([code, word]) => el("button", { type: "button", class: "choice choice-unsure", "data-code": code, disabled: question.readonly, onclick: () => toggle(code) }, el("span", { class: "choice-label" }, say(word))));

  const isCode = (value) => codes.some(([code]) => code === value);

  const refresh = () => {
    const value = question.value;
    const typed = readNumber(box.value, { whole });
    if (isCode(value)) box.value = "";
    else if (!problem && timer === null && !same(typed.value ?? "", value)) box.value = value ? asTyped(value, desk.language) : "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.code === value));
    readBack.textContent = isCode(value) ? "" : sayBack(value, box.value);
  };

  const sayBack = (value, typed) => {
    if (value === "" || problem) return "";
    const parts = desk.money ? inParts(value, desk.money.parts) : null;
    if (parts) return say("amount", { units: written(parts.units, desk.language), unit: desk.money.unit, parts: parts.parts, part: desk.money.part });
    const shown = written(value, desk.language);
    return shown === typed.trim() || Math.abs(Number(value)) < 1000 && typed.trim() === value ? "" : say("understood", { number: shown });
  };

  const later = () => {
    clearTimeout(timer);
    problem = null;
    desk.clear();
    if (!desk.counts) timer = setTimeout(settle, PAUSE);
  };

  /** Take what is typed. Resolves to the code of a problem, or null. */
  const settle = async () => {
    clearTimeout(timer);
    timer = null;
    if (box.value.trim() === "" && isCode(question.value)) return null;
    const read = readNumber(box.value, { whole });
    problem = read.problem ?? null;
    const value = read.value ?? "";
    const done = same(value, question.value) || (await desk.answer(value)) !== false;
    if (!done) box.value = asTyped(question.value, desk.language);
    refresh();
    return done ? problem : "count_kept";
  };

  const toggle = async (code) => {
    clearTimeout(timer);
    timer = null;
    problem = null;
    box.value = "";
    await desk.answer(question.value === code ? "" : code);
  };

  refresh();
  const element = el("div", { class: "number-entry" }, box, readBack, buttons.length ? el("div", { class: "unsure" }, buttons) : null);
  return { element, refresh, settle, focus: () => box.focus({ preventScroll: true }), get value() { return readNumber(box.value, { whole }).value; } };
}

function same(one, other) {
  if (one === "" || other === "") return one === other;
  return Number(one) === Number(other);
}
