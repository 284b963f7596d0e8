// One question on the screen: its words, what reviewers said, where it is answered, what is wrong.
import { el, icon, newId } from "./elements.js";
import { formText, say, spans } from "./wording.js";
import { widgetFor } from "./widgets/widgets.js";

const NO_WIDGET = { element: null, refresh() {}, focus() {} };

/** Show a question. `desk` answers for it; `first` is the one whose words head the screen. */
export async function viewQuestion(question, { session, answer, money, first, special, isKept = false }) {
  const ids = { label: newId("label"), about: newId("about") };
  const heading = el(first ? "h1" : "h2", { id: ids.label, class: "question-label", tabindex: first ? "-1" : null });
  const hint = el("div", { class: "question-hint" });
  const message = el("p", { class: "message", role: "alert" });
  const about = el("div", { id: ids.about, class: "question-about" }, hint);
  const desk = {
    labelId: ids.label, aboutId: ids.about, counts: session.counts(question), money, language: session.language,
    answer: (value, how) => answer(question, value, how), clear: () => tell(""),
  };
  const widget = isKept ? NO_WIDGET : await widgetFor(question, desk);

  const tell = (words) => {
    message.replaceChildren(...(words ? [icon("warning"), el("span", {}, words)] : []));
    element.classList.toggle("is-wrong", Boolean(words));
  };

  const words = () => {
    const { label } = question;
    if (question.kind === "note") heading.replaceChildren(...(isLong(label) ? formText(label) : spans(label)));
    else heading.replaceChildren(...spans(label), ...(question.required ? [] : [el("span", { class: "optional" }, ` ${say("optional")}`)]));
    hint.replaceChildren(...formText(question.hint));
    about.classList.toggle("is-empty", !question.hint);
    element.hidden = !question.relevant;
  };

  const refresh = () => {
    words();
    widget.refresh();
  };

  /** Take what is typed, then say what is wrong with it. Resolves to whether the question is in order. */
  const check = async () => {
    const typed = await widget.settle?.();
    const wrong = typed ? say(typed) : inWords(question.problem);
    tell(wrong);
    return !wrong;
  };

  const classes = ["question", `question-${question.kind}`, special ? `question-${special}` : "", question.kind === "note" && question.condition ? "question-told" : ""];
  const element = el("section", { class: classes.filter(Boolean).join(" "), "data-reference": question.reference, "data-path": question.path, "data-kind": question.kind, "aria-labelledby": ids.label },
    special === "alone" ? el("p", { class: "alone-badge" }, icon("alone"), say("alone_badge")) : null,
    heading, about, commentsOn(question, session), widget.element, message);
  if (question.kind === "note") element.classList.toggle("question-read", isLong(question.label));
  words();
  return { question, element, refresh, check, settle: async () => widget.settle?.(), focus: () => widget.focus(), heading, typed: () => widget.value };
}

function inWords(problem) {
  if (!problem) return "";
  return problem.message || say(problem.of === "required" ? "needs_answer" : "not_accepted");
}

function isLong(label) {
  return label.length > 180;
}

function commentsOn(question, session) {
  const comments = session.commentsOn(question);
  if (!comments.length) return null;
  return el("div", { class: "comments" }, comments.map((comment) => viewComment(comment, session)));
}

function viewComment(comment, session) {
  const name = newId("reply");
  const box = el("textarea", { id: name, class: "typed", rows: "2", dir: "auto", onchange: () => session.reply(comment, box.value.trim()), oninput: () => session.reply(comment, box.value.trim()) });
  box.value = comment.reply ?? "";
  return el("div", { class: "comment" }, el("p", { class: "comment-from" }, icon("speech"), say("comment_from")),
    (comment.comments ?? []).map((text) => el("p", { class: "comment-text", dir: "auto" }, text)),
    comment.answer !== undefined && comment.answer !== null ? el("p", { class: "comment-before" }, say("comment_before", { answer: comment.answer })) : null,
    el("label", { for: name }, say("comment_reply")), box);
}
