// What the screens of the shell are built of: elements, drawings, messages, buttons that say that they work.

import { el, newId } from "../filling/elements.js";
import { say } from "../words/words.js";

export { el, newId };

const SHAPES = {
  back: "M15 5l-7 7 7 7",
  forth: "M9 5l7 7-7 7",
  hide: "M3 3l18 18M10.6 6.1A9.8 9.8 0 0 1 12 6c5 0 8.5 4 10 6a17 17 0 0 1-3.2 3.4M6.4 7.5A17 17 0 0 0 2 12c1.500 2 5 6 10 6a9.600 9.600 0 0 0 4.300-1M9.900 10a3 3 0 0 0 4.200 4.200",
  lock: "M6 11V8a6 6 0 0 1 12 0v3M4 11h16v10H4z",
  today: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5M8 14h3M8 17h6",
  send: "M12 19V5M5.500 11.500L12 5l6.500 6.500M4 21h16",
  settings: "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500v5M8 14.500v5",
  clock: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 7v5l3.500 2.500",
  check: "M4 12.500l5.500 5.500L20 6.500",
  warning: "M12 3.500L22 20.500H2zM12 10v4.500M12 17.200v.3",
  speech: "M4 4h16v12H11l-5 4.500V16H4z",
  pencil: "M4 20l1-5L16 4l4 4L9 19zM13.500 6.500l4 4",
  plus: "M12 5v14M5 12h14",
  offline: "M3 3l18 18M5 12.500a10 10 0 0 1 4-2.500M2 9a15 15 0 0 1 4-2.700M12.500 6.500A14.500 14.500 0 0 1 22 9M15 10.500a10 10 0 0 1 4 2M9 16a4.500 4.500 0 0 1 6 0M12 19.500v.3",
  save: "M12 4v11M6 10l6 6 6-6M4 20h16",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  backspace: "M21 5H9l-6 7 6 7h12zM12 9.500l5 5M17 9.500l-5 5",
  card: "M3 5h18v14H3zM7 10h6M7 14h10",
  home: "M4 11l8-7 8 7v9H4zM10 20v-6h4v6",
  person: "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4.500 21c0-4.500 3-7 7.500-7s7.500 2.500 7.500 7",
  erase: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  again: "M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5",
};
const TURNING = ["back", "forth"];

/** A drawing beside words that say the same. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", TURNING.includes(name) ? "icon turning" : "icon");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A button that cannot be pressed twice while what it does is under way; what goes wrong is said beside it. */
export function button(label, act, { drawing = null, style = "", ...attributes } = {}) {
  const element = el("button", { type: "button", class: `button ${style}`, ...attributes, onclick: () => pressed(element, act) }, drawing ? icon(drawing) : null, el("span", {}, label));
  return element;
}

/** Fields with the button that sends them; the enter key does as well. */
export function form(act, label, ...content) {
  const go = el("button", { type: "submit", class: "button strong wide", "data-do": "next" }, el("span", {}, label));
  const send = (event) => {
    event.preventDefault();
    pressed(go, act);
  };
  return el("form", { onsubmit: send, novalidate: true }, content, go);
}

async function pressed(element, act) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  element.parentElement?.querySelector(":scope > .error")?.remove();
  try {
    await act(element);
  } catch (error) {
    element.after(el("p", { class: "error", role: "alert" }, sentenceOf(error)));
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** A link that looks like a button. */
export function linkButton(label, href, { drawing = null, style = "" } = {}) {
  return el("a", { class: `button ${style}`, href }, drawing ? icon(drawing) : null, el("span", {}, label));
}

/** What must not be overlooked; `tone` is good, warn or bad. */
export function banner(tone, ...content) {
  return el("div", { class: `banner ${tone}`, role: tone.startsWith("bad") ? "alert" : "status" }, ...content);
}

export function tag(text, tone = "", drawing = null) {
  return el("span", { class: `tag ${tone}` }, drawing ? icon(drawing) : null, text);
}

/** A problem in words: those of its code, or that something unforeseen happened. */
export function sentenceOf(problem) {
  const code = problem?.code;
  const said = code ? say(code, problem.values ?? {}) : "";
  return said && said !== code ? said : say("tablet.went_wrong", { what: String(problem?.message ?? code ?? problem) });
}

/** A labelled field. */
export function field(label, input, { hint = "" } = {}) {
  input.id ||= newId("field");
  const about = hint ? el("span", { class: "hint", id: `${input.id}-hint` }, hint) : null;
  if (about) input.setAttribute("aria-describedby", about.id);
  return el("div", { class: "field" }, el("label", { for: input.id }, label), about, input);
}

/** A name that is read from left to right in every language: a unit, a case, a PSU. */
export function name(text) {
  return el("bdi", { class: "name", dir: "ltr" }, text);
}
