// The code that the supervisor gives, exchanged once for what makes this tablet one of the team.

const LENGTH = 12;
const KEY_LENGTH = 32; // bytes of a team's key
const ADDRESS = "/tablet/enrol";
const SURVEY = "/field/tablet";

/** A code as it was typed or scanned, alone or within its link: O is 0, I and L are 1, dashes and spaces say nothing. */
export function readCode(typed) {
  const found = /enrol=([^&\s]+)/.exec(typed);
  const code = (found ? decodeURIComponent(found[1]) : typed).toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return new RegExp(`^[0-9A-HJKMNP-TV-Z]{${LENGTH}}$`).test(code) ? code : null;
}

/** {device, token, team}. The code is dead afterwards. */
export async function enrol(code, fetch = globalThis.fetch) {
  const answer = await asked(fetch, ADDRESS, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }) });
  return answer.json();
}

/** What the service tells of the survey and of the team. */
export async function surveyOf({ device, token }, fetch = globalThis.fetch) {
  const signed = `Basic ${btoa(unescape(encodeURIComponent(`${device}:${token}`)))}`;
  const answer = await asked(fetch, SURVEY, { headers: { Authorization: signed } });
  return answer.json();
}

async function asked(fetch, address, options) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit", ...options }).catch(() => {
    throw { code: "tablet_keeping.no_network", values: {} };
  });
  if (answer.ok) return answer;
  throw await refusal(answer);
}

// The service says why in all languages by its code; those about tablets have their sentences here too.
async function refusal(answer) {
  const told = await answer.json().catch(() => ({}));
  const code = (told.codes ?? []).find((one) => one.startsWith("tablet_")) ?? (answer.status === 429 ? "tablet_keeping.busy" : null);
  return code ? { code, values: told.values ?? {} } : { code: "tablet.enrol_refused", values: { status: String(answer.status) } };
}

/** A team's code as it was typed or scanned: the base64 of a key, or null. */
export function readTeamCode(typed) {
  const text = typed.replace(/\s/g, "").replace(/-/g, "+").replace(/_/g, "/");
  try {
    return atob(text).length === KEY_LENGTH ? text : null;
  } catch {
    return null;
  }
}

/** Whether a key is the one that the team's other tablets have; where the service has no check of it, any may be. */
export async function isKeyOfTeam(key, check, crypto = globalThis.crypto) {
  if (!check) return true;
  const told = new TextEncoder().encode("amem hint key ");
  const bytes = Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0));
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array([...told, ...bytes]));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").startsWith(check);
}
