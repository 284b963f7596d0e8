// A value locked with a key and bound to its place: it opens there only, and not at all once a bit of it has changed.

import { fromUtf8, utf8 } from "./bytes.js";
import { KeepingProblem } from "./problems.js";

const IV_BYTES = 12;

export async function lockBytes(crypto, key, bytes, place) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const told = { name: "AES-GCM", iv, additionalData: utf8(place) };
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt(told, key, bytes)) };
}

export async function openBytes(crypto, key, { iv, data }, place) {
  const told = { name: "AES-GCM", iv, additionalData: utf8(place) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(told, key, data));
  } catch {
    throw new KeepingProblem("damaged");
  }
}

export const lockValue = (crypto, key, value, place) => lockBytes(crypto, key, utf8(JSON.stringify(value)), place);

export async function openValue(crypto, key, box, place) {
  return JSON.parse(fromUtf8(await openBytes(crypto, key, box, place)));
}
