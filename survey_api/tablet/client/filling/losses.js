// What an answer costs other answers, in words: told after it, or asked before it.
import { ask } from "./dialogs.js";
import { el } from "./elements.js";
import { say } from "./wording.js";

const NAMED = 5; // questions by name; the rest is counted
const LONG = 60; // letters of a question's name

/** The lines to show after an answer: what a new list cleared, what no longer counts. */
export function linesOf({ cleared, dropped }) {
  const lines = [];
  if (cleared.length) lines.push(say("lost_cleared", { questions: named(cleared) }));
  if (dropped.length) lines.push(say("lost_dropped", { n: dropped.length, questions: named(dropped) }));
  return lines;
}

/** One instance that would go, by its name, number and answers. */
export function goneInWords({ label, number, answers }) {
  return say("gone_instance", { label, n: number, answers: named(answers) });
}

/** Ask whether what these lines name may go; resolves to true or false. */
export async function letGo(place, lines) {
  const body = [el("p", {}, say("gone_words")), el("ul", {}, lines.map((line) => el("li", {}, line)))];
  const buttons = [{ value: "keep", label: say("gone_keep"), style: "strong" }, { value: "go", label: say("gone_go"), style: "danger" }];
  return (await ask(place, { title: say("gone_title"), body, kind: "dialog-warning", buttons })) === "go";
}

function named(questions) {
  const names = questions.slice(0, NAMED).map(({ label, name }) => `« ${short(label || name)} »`);
  return names.join(say("and_so_on")) + (questions.length > NAMED ? " …" : "");
}

function short(label) {
  return label.length > LONG ? `${label.slice(0, LONG - 3)}…` : label;
}
