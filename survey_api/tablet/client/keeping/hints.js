// What leads a team back to a dwelling: locked with a key that the team's tablets have and the service never sees.

import { lockBytes, openBytes } from "./boxes.js";
import { base64, fromBase64, fromUtf8, joined, toHex, utf8 } from "./bytes.js";
import { KeepingProblem } from "./problems.js";

const FORMAT = "amemteam1:";
const LONGEST = 2 * 1024; // bytes, as sealed
const IV_BYTES = 12;
const KEPT = "hints"; // {unit: {sealed, unsent}}; sealed is null where the hint is to be forgotten

// Whether this is the team's code, by what the service knows of it: the beginning of a digest.
export async function isTeamCode(crypto, hintKey, check) {
  const digest = await crypto.subtle.digest("SHA-256", joined(utf8("amem hint key "), fromBase64(hintKey)));
  return toHex(new Uint8Array(digest)).startsWith(check);
}

export function newHints({ crypto, door, work }) {
  async function teamKey() {
    door.key();
    const { hintKey } = door.identity;
    if (!hintKey) throw new KeepingProblem("no_team_code");
    return crypto.subtle.importKey("raw", fromBase64(hintKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async function seal(text) {
    const { iv, data } = await lockBytes(crypto, await teamKey(), utf8(text), FORMAT);
    const sealed = FORMAT + base64(joined(iv, data));
    if (sealed.length > LONGEST) throw new KeepingProblem("hint_too_long");
    return sealed;
  }

  async function open(sealed) {
    const key = await teamKey();
    if (!sealed.startsWith(FORMAT)) throw new KeepingProblem("damaged");
    const bytes = fromBase64(sealed.slice(FORMAT.length));
    const box = { iv: bytes.slice(0, IV_BYTES), data: bytes.slice(IV_BYTES) };
    const opened = await openBytes(crypto, key, box, FORMAT).catch(() => {
      throw new KeepingProblem("other_team_code");
    });
    return fromUtf8(opened);
  }

  const kept = async () => (await work.read(KEPT)) ?? {};
  let changing = Promise.resolve(); // one change after the other: what is left here is not lost to what comes in

  function change(of) {
    const changed = changing.then(async () => work.write(KEPT, of(await kept())));
    changing = changed.catch(() => {});
    return changed;
  }

  return {
    seal,
    open,
    kept,

    // The hint of a unit in words; null where the team left none.
    async of(unit) {
      const held = (await kept())[unit];
      return held?.sealed ? open(held.sealed) : null;
    },

    // To be sent at the next occasion; no text means that it is to be forgotten.
    async leave(unit, text) {
      const sealed = text ? await seal(text) : null;
      await change((held) => ({ ...held, [unit]: { sealed, unsent: true } }));
    },

    // What the service has of the units of this assignment; what is unsent here stands.
    receive: (fromService) =>
      change((held) => {
        const received = Object.entries(fromService).map(([unit, sealed]) => [unit, { sealed, unsent: false }]);
        const unsent = Object.entries(held).filter(([, hint]) => hint.unsent);
        return Object.fromEntries([...received, ...unsent]);
      }),

    // Unless it was written anew meanwhile.
    sent: (unit, sealed) =>
      change((held) => (held[unit]?.sealed === sealed ? { ...held, [unit]: { sealed, unsent: false } } : held)),

    // The team's code may be typed later than the rest.
    async learn(hintKey) {
      const { hint_check: check = null } = (await work.read("tablet")) ?? {};
      if (check && !(await isTeamCode(crypto, hintKey, check))) throw new KeepingProblem("other_team_code");
      await door.learn({ hintKey });
    },
  };
}
