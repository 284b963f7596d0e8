// What stands around a screen: its name, the way back, one tap to hide, the three places of the work.

import { say } from "../words/words.js";
import { el, icon } from "./elements.js";

const PLACES = [["today", "today"], ["queue", "send"], ["settings", "settings"]];

export function newFrame(place, { hide, lock }) {
  const title = el("h1", { tabindex: "-1" });
  const back = el("a", { class: "masthead-button", href: "#/today" }, icon("back"));
  const hiding = el("button", { type: "button", class: "masthead-button", "data-do": "hide", onclick: hide }, icon("hide"), el("span", {}));
  const locking = el("button", { type: "button", class: "masthead-button", "data-do": "lock", onclick: lock }, icon("lock"));
  const main = el("main", { class: "page", id: "main" });
  const places = PLACES.map(([code, drawing]) => ({ code, count: el("span", { class: "badge" }), words: el("span", { class: "place-words" }), drawing }));
  const links = places.map(({ code, count, words, drawing }) => el("a", { href: `#/${code}`, "data-place": code }, el("span", { class: "place-icon" }, icon(drawing), count), words));
  const nav = el("nav", { class: "places" }, links);
  const element = el("div", { class: "frame" }, el("header", { class: "masthead" }, el("div", { class: "masthead-row" }, back, title, hiding, locking)), main, nav);
  place.replaceChildren(element);

  return {
    main,
    show({ place: code, name, content, up = "#/today", unsent = 0, moved = true }) {
      title.replaceChildren(...[name].flat());
      back.hidden = PLACES.some(([one]) => one === code);
      back.href = up;
      back.setAttribute("aria-label", say("tablet.back"));
      hiding.lastChild.textContent = say("tablet.hide");
      locking.setAttribute("aria-label", say("tablet.lock"));
      nav.setAttribute("aria-label", say("tablet.places"));
      places.forEach(({ code: one, words, count }, index) => {
        words.textContent = say(`tablet.place_${one}`);
        links[index].toggleAttribute("aria-current", one === code);
        if (one === code) links[index].setAttribute("aria-current", "page");
        count.textContent = one === "queue" && unsent ? String(unsent) : "";
      });
      const at = focused(main);
      main.replaceChildren(...[content].flat(3).filter(Boolean));
      if (!moved) return void (at && main.querySelector(at)?.focus({ preventScroll: true }));
      window.scrollTo(0, 0);
      title.focus({ preventScroll: true });
    },
  };
}

// What had the focus, as it will be found again after the screen was drawn anew.
function focused(main) {
  const element = document.activeElement;
  if (!main.contains(element)) return null;
  const [name, value] = ["data-do", "href"].map((one) => [one, element.getAttribute(one)]).find(([, found]) => found) ?? [];
  return name ? `[${name}="${CSS.escape(value)}"]` : null;
}
