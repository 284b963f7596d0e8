// An interview that came back: why, how many comments, and the way to correct it.

import { say } from "../words/words.js";
import { banner, button, el, icon, linkButton, name } from "./elements.js";
import { said } from "./moments.js";

export async function viewReturned(desk, form, record) {
  const list = await desk.worklist();
  const one = list.returned.find((other) => other.form === form && other.record === record);
  if (!one) return el("p", { class: "empty" }, say("tablet.returned_gone"));
  const now = desk.now();
  const draft = list.drafts.find(({ title, kind }) => kind.endsWith("returned") && title === (one.case ?? one.unit));
  return [
    el("section", { class: "panel" },
      el("h2", { class: "who" }, say("tablet.to_correct")),
      el("p", { class: "about" }, name(one.case ?? one.unit ?? ""), " · ", say("tablet.returned_when", { when: said(one.returned, now) })),
      one.reason ? banner("warn", icon("speech"), el("p", { dir: "auto" }, one.reason)) : null,
      el("p", { class: "muted" }, say("tablet.correct_until", { when: said(one.expires, now) })),
      el("p", { class: "muted" }, say("tablet.kept_at_office")),
      el("div", { class: "deeds" }, draft
        ? linkButton(say("tablet.resume_interview"), `#/interview/${encodeURIComponent(draft.id)}`, { drawing: "pencil", style: "strong wide" })
        : button(say("tablet.correct"), () => desk.beginReturned(one), { drawing: "pencil", style: "strong wide", "data-do": "correct" }))),
    el("section", { class: "panel" }, el("h2", {}, icon("speech"), say("tablet.what_was_said")),
      el("ul", { class: "lines" }, one.questions.flatMap(({ comments }) => comments.map((text) => el("li", { dir: "auto" }, text))))),
  ];
}
