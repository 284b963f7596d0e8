// The languages, each by its own name.

import { LANGUAGES, chooseLanguage, language } from "../words/words.js";
import { el } from "./elements.js";

const NAMES = { fr: "Français", ar: "العربية", en: "English" };

export function languageChoice(label) {
  const choices = LANGUAGES.map((code) =>
    el("button", { type: "button", class: "language-choice", lang: code, "aria-pressed": String(code === language()), onclick: () => chooseLanguage(code) }, NAMES[code]));
  return el("div", { class: "languages", role: "group", "aria-label": label }, choices);
}
