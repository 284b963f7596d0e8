// What stands around every screen: where one is and whether it is kept, above; back, hide and next at the thumb.
import { el, icon } from "./elements.js";
import { say } from "./wording.js";

const LANGUAGES = [["fr", "FR"], ["ar", "عربي"], ["en", "EN"]];

export function newFrame(container, { title, onBack, onNext, onHide, onSections, onLanguage, onAgain }) {
  const section = el("span", { class: "where-section" });
  const kept = el("span", { class: "kept", role: "status" });
  const bar = el("div", { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, el("div", { class: "bar-done" }));
  const count = el("span", { class: "percent" });
  const alarm = el("div", { class: "alarm", role: "alert", hidden: true });
  const language = el("select", { class: "language", onchange: (event) => onLanguage(event.target.value) }, LANGUAGES.map(([code, name]) => el("option", { value: code, lang: code }, name)));
  const where = el("button", { type: "button", class: "where", "data-do": "sections", onclick: onSections }, icon("list"), section);
  const notices = el("div", { class: "notices", role: "status" });
  const screen = el("div", { class: "screen" });
  const back = el("button", { type: "button", class: "button back", "data-do": "back", onclick: onBack });
  const hide = el("button", { type: "button", class: "button hide", "data-do": "hide", onclick: onHide });
  const next = el("button", { type: "button", class: "button strong next", "data-do": "next", onclick: onNext });
  const main = el(container.closest("main") ? "div" : "main", { class: "filling-main", tabindex: "0" }, alarm, notices, screen);
  const element = el("div", { class: "filling" },
    el("header", { class: "filling-top" }, el("div", { class: "top-row" }, where, kept, language), el("div", { class: "top-row progress" }, bar, count)),
    main, el("footer", { class: "filling-bottom" }, back, hide, next));
  container.replaceChildren(element);

  const words = () => {
    back.replaceChildren(icon("back"), el("span", {}, say("back")));
    hide.replaceChildren(icon("hide"), el("span", {}, say("hide")));
    next.replaceChildren(el("span", {}, say("next")), icon("next"));
    language.setAttribute("aria-label", say("language"));
    bar.setAttribute("aria-label", say("progress"));
  };

  return {
    element, screen, main,
    words,
    language: (code) => (language.value = code),
    place({ section: name, far, isFirst, isEnd }) {
      section.textContent = name || title;
      const percent = Math.round(100 * far);
      bar.setAttribute("aria-valuenow", String(percent));
      bar.firstChild.style.inlineSize = `${percent}%`;
      count.textContent = say("percent", { n: percent });
      back.disabled = isFirst;
      next.hidden = isEnd;
    },
    kept(state, problem) {
      kept.dataset.state = state;
      kept.replaceChildren(...(state === "saved" ? [icon("check")] : state === "failed" ? [icon("warning")] : [el("span", { class: "kept-dots", "aria-hidden": "true" }, "…")]), el("span", { class: "kept-words" }, say(state)));
      alarm.hidden = state === "failed" ? false : state === "saved" ? true : alarm.hidden;
      if (state === "failed") alarm.replaceChildren(el("p", {}, say(problem?.code === "storage_full" ? "storage_full" : "not_kept")), el("button", { type: "button", class: "button", onclick: onAgain }, say("try_again")));
    },
    notice(words) {
      notices.replaceChildren(...words.map((line) => el("p", { class: "notice" }, line)));
    },
  };
}
