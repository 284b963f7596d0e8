// The sentences of the tablet in the language of whoever reads them, and numbers and dates as that language writes them.

export const LANGUAGES = ["fr", "ar", "en"];
const LOCALES = { fr: "fr-TN", ar: "ar-TN", en: "en-GB" };
const CHOSEN = "amem-language"; // in localStorage: not a secret, and wanted before anything is unlocked

const sentences = {};
const listeners = new Set();
let current = LANGUAGES[0];

/** The sentence of a code, its {placeholders} filled in; a code without a sentence stands for itself. */
export function say(code, values = {}) {
  const sentence = sentences[current]?.[code] ?? code;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

// Isolated, so that an identifier in Arabic text keeps its own direction.
function shown(value) {
  return typeof value === "number" ? number(value) : `\u2068${value}\u2069`;
}

export function language() {
  return current;
}

/** Speak another language; the page turns to its direction. Resolves when its sentences are there. */
export async function setLanguage(code) {
  if (!LANGUAGES.includes(code)) return;
  sentences[code] ??= await sentencesOf(code);
  current = code;
  if (!globalThis.document) return;
  document.documentElement.lang = code;
  document.documentElement.dir = code === "ar" ? "rtl" : "ltr";
  listeners.forEach((listener) => listener(code));
}

/** Speak it from now on, also after the tablet was switched off. */
export async function chooseLanguage(code) {
  await setLanguage(code);
  globalThis.localStorage?.setItem(CHOSEN, code);
}

/** Back to the language of whoever works with the tablet, after an interview in another. */
export function ownLanguage() {
  return setLanguage(chosen() || preferred() || LANGUAGES[0]);
}

export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function sentencesOf(code) {
  try {
    const answer = await fetch(new URL(`../words/${code}.json`, import.meta.url));
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
}

/** A number with the separators of the language, in the figures that the forms use (0-9 in all three). */
export function number(value) {
  return new Intl.NumberFormat(LOCALES[current], { numberingSystem: "latn" }).format(value);
}

/** A day in words: "mardi 24 novembre". */
export function date(iso) {
  return written(iso, { weekday: "long", day: "numeric", month: "long" });
}

/** The hour and the minute. */
export function time(iso) {
  return written(iso, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

// A day alone has no hour: read as noon here, lest another zone make it the day before.
function written(iso, options) {
  const moment = new Date(/^\d{4}-\d\d-\d\d$/.test(iso) ? `${iso}T12:00:00` : iso);
  return new Intl.DateTimeFormat(LOCALES[current], { numberingSystem: "latn", ...options }).format(moment);
}

const chosen = () => globalThis.localStorage?.getItem(CHOSEN);
const preferred = () => (globalThis.navigator?.languages ?? []).map((code) => code.slice(0, 2)).find((code) => LANGUAGES.includes(code));

await setLanguage(chosen() || preferred() || LANGUAGES[0]);
