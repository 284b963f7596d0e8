// Sentences of this part of the tablet, and plain text of the form with its few marks of emphasis.
import { say as sayAny } from "../words/words.js";
import { el } from "./elements.js";

/** A sentence of the catalogue `tablet_filling`. */
export function say(code, values = {}) {
  return sayAny(`tablet_filling.${code}`, values);
}

/** A text of the form as paragraphs, **strong** and *emphasis* as such. */
export function formText(text) {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim())
    .map((paragraph) => el("p", {}, spans(paragraph)));
}

/** One line of the form's text. */
export function spans(text) {
  return ordered(text).split(/(\*\*[^*]+\*\*|__[^_]+__|\*[^*\s][^*]*\*)/).map((part) => {
    if (/^(\*\*|__)/.test(part) && part.length > 4) return el("strong", {}, part.slice(2, -2));
    if (/^\*[^*]/.test(part) && part.length > 2) return el("em", {}, part.slice(1, -1));
    return part;
  });
}

/** A minus stays before its number, in Arabic too. */
function ordered(text) {
  return text.replace(/(^|[\s(])([-\u2212]\d)/g, "$1\u200e$2");
}
