// The end: what is missing, or the one button that closes the interview for good.
import { el, icon } from "./elements.js";
import { say } from "./wording.js";

/** The last screen. `goTo(question)` opens a question that is in the way; `finish()` seals the interview. */
export function viewEnd({ problems, goTo, finish }) {
  const heading = el("h1", { class: "question-label", tabindex: "-1" }, say(problems.length ? "end_missing" : "end_ready"));
  if (!problems.length) {
    const element = el("section", { class: "question end end-ready" }, el("span", { class: "end-mark" }, icon("check")), heading, el("p", { class: "end-words" }, say("end_sealed")),
      el("button", { type: "button", class: "button strong wide", "data-do": "finish", onclick: finish }, say("finish")));
    return { element, heading };
  }
  const rows = problems.map((question) => el("li", {}, el("button", { type: "button", class: "section-row", "data-path": question.path, onclick: () => goTo(question) },
    el("span", { class: "section-mark is-wrong" }, icon("warning")), el("span", { class: "section-label" }, question.label || question.name))));
  return { element: el("section", { class: "question end" }, heading, el("p", { class: "end-words" }, say("end_missing_words", { n: problems.length })), el("ol", { class: "sections" }, rows)), heading };
}
