// Screens that ask no question: answers kept at the office, one more instance of a repeat.
import { el, icon } from "./elements.js";
import { say } from "./wording.js";

/** So many answers stayed at the office. */
export function viewKept(count) {
  const heading = el("h1", { class: "question-label", tabindex: "-1" }, say("kept_title"));
  const element = el("section", { class: "question question-kept" }, el("span", { class: "end-mark" }, icon("office")), heading, el("p", {}, say("kept_words", { n: count })));
  return { heading, element };
}

/** One more of a repeat that has no count? `add()` adds it. */
export function viewMore(repeat, add) {
  const heading = el("h1", { class: "question-label", tabindex: "-1" }, say("more_title", { label: repeat.label, n: repeat.parts.length }));
  const element = el("section", { class: "question" }, heading, el("p", {}, say("more_words")), el("button", { type: "button", class: "button wide", "data-do": "add", onclick: add }, say("more_add")));
  return { heading, element };
}
