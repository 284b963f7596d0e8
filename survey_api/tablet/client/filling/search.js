// Finding a choice in a long list by a few letters, whatever the accents, hamzas, ta marbutas or capitals.

/** A text without what differs between two ways of writing the same word. */
function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200e\u200f]/g, "")
    .toLowerCase()
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ؤ/g, "و")
    .replace(/ئ/g, "ي")
    .replace(/ء/g, "")
    .replace(/ة/g, "ه")
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/ß/g, "ss")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** A list made ready to be searched. */
export function searchable(choices) {
  return choices.map((choice) => ({ choice, name: folded(choice.label), words: folded(choice.label).split(" ").map(bare) }));
}

/** The choices that answer what was typed, the closest first. */
export function found(list, typed) {
  const wanted = folded(typed).split(" ").filter(Boolean).map(bare).map(open);
  if (!wanted.length) return list.map((entry) => entry.choice);
  return list
    .map((entry) => ({ entry, rank: rank(entry, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry.choice);
}

function rank({ name, words }, wanted) {
  const startsAll = wanted.every((part) => words.some((word) => word.startsWith(part)));
  if (startsAll) return words[0].startsWith(wanted[0]) ? 0 : 1;
  return wanted.every((part) => name.includes(part)) ? 2 : Infinity;
}

function bare(word) {
  return word.length > 3 && word.startsWith("ال") ? word.slice(2) : word;
}

/** A word without the last letter that two spellings do not share: سورية, سوريا. */
function open(word) {
  return word.length > 3 ? word.replace(/[\u0627\u0647]$/, "") : word;
}
