// The sections of the interview, to go to any of them; the language; leaving for later.
import { el, icon } from "./elements.js";
import { sectionsOf } from "./screens.js";
import { say } from "./wording.js";

/** Show the panel; resolves to {screen} to go to, {leave: true}, {end: true}, or null. */
export function chooseSection(container, { session, here, title, hide }) {
  return new Promise((resolve) => {
    const close = (choice) => {
      dialog.close();
      dialog.remove();
      resolve(choice);
    };
    const rows = sectionsOf(session.screens).map((section) => viewSection(section, { session, here, title, close }));
    const dialog = el("dialog", { class: "sections-panel", "aria-label": say("sections"), oncancel: (event) => (event.preventDefault(), close(null)), onclick: (event) => event.target === dialog && close(null) },
      el("div", { class: "sections-inside" },
        el("div", { class: "sections-top" }, el("h2", {}, say("sections")), el("button", { type: "button", class: "button quiet", "data-do": "hide", onclick: () => (close(null), hide()) }, icon("hide"), say("hide")), el("button", { type: "button", class: "button quiet", onclick: () => close(null) }, say("close"))),
        el("ol", { class: "sections" }, rows),
        el("div", { class: "sections-bottom" },
          el("button", { type: "button", class: "button", "data-do": "end", onclick: () => close({ end: true }) }, icon("check"), say("to_the_end")),
          el("button", { type: "button", class: "button", "data-do": "leave", onclick: () => close({ leave: true }) }, icon("leave"), say("leave")))));
    container.append(dialog);
    dialog.showModal();
    dialog.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  });
}

function viewSection(section, { session, here, title, close }) {
  const asked = section.screens.flatMap((screen) => screen.questions).filter((question) => question.kind !== "note" && !session.withheld.has(question.path));
  const answered = asked.filter((question) => question.value !== "").length;
  const isHere = section.screens.some((screen) => screen.key === here);
  const remarks = section.screens.flatMap((screen) => screen.questions).filter((question) => session.commentsOn(question).length).length;
  const done = asked.length > 0 && answered === asked.length;
  const state = asked.length ? say("answered_of", { n: answered, all: asked.length }) : "";
  return el("li", {}, el("button", { type: "button", class: `section-row${done ? " is-done" : ""}`, "aria-current": isHere ? "step" : null, onclick: () => close({ screen: section.screens[0] }) },
    el("span", { class: "section-mark" }, done ? icon("check") : null),
    el("span", { class: "section-label" }, section.label || title, remarks ? el("span", { class: "section-remarks" }, icon("speech"), say("remarks", { n: remarks })) : null),
    el("span", { class: "section-state" }, state)));
}
