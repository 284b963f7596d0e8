// Numbers as people type them: comma, point or ٫, Latin or Arabic digits, thousands apart. Refused rather than guessed.

const ARABIC = "٠١٢٣٤٥٦٧٨٩";
const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
const MARKS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g; // of the direction of writing

/** Digits of any writing as 0-9, the Arabic separators as , and a space, the true minus as -. */
export function plain(text) {
  return text
    .replace(MARKS, "")
    .replace(/[٠-٩]/g, (digit) => ARABIC.indexOf(digit))
    .replace(/[۰-۹]/g, (digit) => PERSIAN.indexOf(digit))
    .replace(/٬/g, " ")
    .replace(/[٫،]/g, ",")
    .replace(/[−–]/g, "-")
    .trim();
}

/** What was typed as {value} ("850.5"; "" for nothing), or as {problem} with the code of the sentence to show. */
export function readNumber(text, { whole = false } = {}) {
  const given = plain(text).replace(/^([-+])\s+/, "$1");
  if (given === "") return { value: "" };
  if (/[^\d\s.,+-]/.test(given)) return { problem: "number_letters" };
  if (/\s/.test(given) && !/^[-+]?\d{1,3}(\s\d{3})+([.,]\d+)?$/.test(given)) return { problem: "number_groups" };
  const joined = given.replace(/\s/g, "");
  const separators = joined.replace(/[^.,]/g, "");
  if (separators.length > 1) return { problem: "number_separators" };
  if (!/^[-+]?\d+([.,]\d+)?$/.test(joined)) return { problem: "number_unfinished" };
  if (whole && separators) return { problem: "number_whole" };
  if (joined.replace(/\D/g, "").length > (whole ? 9 : 15)) return { problem: "number_long" };
  return { value: withoutZeros(joined.replace(",", ".").replace("+", "")) };
}

function withoutZeros(number) {
  const [whole, part = ""] = number.split(".");
  const digits = whole.replace(/^(-?)0+(?=\d)/, "$1");
  const decimals = part.replace(/0+$/, "");
  return decimals ? `${digits}.${decimals}` : digits;
}

/** A stored number as it may be typed in a language: 850,5 or 850.5. */
export function typed(value, language) {
  return language === "en" ? String(value) : String(value).replace(".", ",");
}

/** A stored number to be read: thousands apart by a space, in a way that could be typed as well. */
export function written(value, language) {
  const [whole, part] = typed(value, language).split(/(?=[.,])/);
  return whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0") + (part ?? "");
}

/** The locale of a language in the field: Latin digits in all three, as the forms print them. */
export function locale(language) {
  return { fr: "fr-FR", ar: "ar-TN-u-nu-latn", en: "en-GB" }[language] ?? "fr-FR";
}
