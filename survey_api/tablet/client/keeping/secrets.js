// What an interviewer has to remember: whether a passphrase or a PIN is good enough, and how it is read as typed.

import { KeepingProblem } from "./problems.js";

const FEWEST_WORDS = 4;
const FEWEST_CHARACTERS = 16; // of a passphrase that is not made of words
const FEWEST_IN_WORDS = 12;
const FEWEST_DIFFERENT = 6; // characters: "aaaaaaaaaaaaaaaa" protects nothing
const PIN = /^\d{6}$/;
const ARABIC_DIGITS = /[٠-٩۰-۹]/g;

// Keyboards capitalise the first letter and double a space of their own accord: neither makes another passphrase.
export const readPassphrase = (typed) => typed.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();

export const readPin = (typed) => typed.trim().replace(ARABIC_DIGITS, (digit) => digit.charCodeAt(0) & 0xf);

// For a bar that grows while one types: how many different words and characters, and whether that is enough.
export function judgePassphrase(typed) {
  const read = readPassphrase(typed);
  const different = [...new Set(read.split(" "))];
  const words = different.filter((word) => word.length > 1).length;
  const characters = [...different.join(" ")].length; // a word said three times is one word
  const varied = new Set(read).size >= FEWEST_DIFFERENT;
  const long = words >= FEWEST_WORDS ? characters >= FEWEST_IN_WORDS : characters >= FEWEST_CHARACTERS;
  return { words, characters, enough: long && varied };
}

export function requirePassphrase(typed) {
  if (!judgePassphrase(typed).enough) {
    throw new KeepingProblem("weak_passphrase", { words: FEWEST_WORDS, characters: FEWEST_CHARACTERS });
  }
  return readPassphrase(typed);
}

export function requirePin(typed) {
  const pin = readPin(typed);
  if (!PIN.test(pin)) throw new KeepingProblem("not_a_pin");
  if (isPlain(pin)) throw new KeepingProblem("plain_pin");
  return pin;
}

// 111111, 123456, 654321: what anybody tries first.
function isPlain(pin) {
  const steps = [...pin].slice(1).map((digit, index) => digit - pin[index]);
  return new Set(steps).size === 1 && Math.abs(steps[0]) <= 1;
}
