// The key of what the tablet keeps: drawn once, and never stored but locked by a passphrase, or sealed to the team's recovery key.

import { lockBytes, openBytes } from "./boxes.js";
import { fromBase64, fromHex, utf8 } from "./bytes.js";
import { KeepingProblem } from "./problems.js";
import { openBox, sealBox } from "./sealing.js";

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const PASSPHRASE_ROUNDS = 600_000; // PBKDF2-SHA256, OWASP ASVS 5.0 appendix C
const PIN_ROUNDS = 100_000; // a million PINs resist nobody who has the memory: this only slows a guess down

export const drawKey = (crypto) => crypto.getRandomValues(new Uint8Array(KEY_BYTES));

// A key in use cannot be read out of the browser again.
export function inUse(crypto, raw) {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export const lockByPassphrase = (crypto, raw, passphrase) => lock(crypto, raw, passphrase, PASSPHRASE_ROUNDS);
export const lockByPin = (crypto, raw, pin) => lock(crypto, raw, pin, PIN_ROUNDS);

async function lock(crypto, raw, secret, rounds) {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await stretched(crypto, secret, salt, rounds);
  return { salt, rounds, ...(await lockBytes(crypto, key, raw, "key")) };
}

// Raises the problem `wrong` where the secret is another one.
export async function unlock(crypto, locked, secret, wrong) {
  const key = await stretched(crypto, secret, locked.salt, locked.rounds);
  return openBytes(crypto, key, locked, "key").catch(() => {
    throw wrong;
  });
}

async function stretched(crypto, secret, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", utf8(secret), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export function sealForTeam(crypto, raw, recovery) {
  return { public: recovery, sealed: sealBox(crypto, raw, fromBase64(recovery)) };
}

export function openForTeam({ sealed }, code) {
  try {
    return openBox(sealed, fromHex(code.replace(/[\s-]/g, ""))); // however it was grouped when it was typed
  } catch {
    throw new KeepingProblem("wrong_recovery");
  }
}
