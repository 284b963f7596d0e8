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
  throw refusal(answer);
}

// The service says why by a code; those about tablets have their sentences here too.
function refusal(answer) {
  const told = (answer.headers.get("X-AMEM-Problem") ?? "").split(" ");
  if (answer.status === 429) return { code: "tablet_keeping.busy", values: { seconds: Number(answer.headers.get("Retry-After")) } };
  const code = told.find((one) => one.startsWith("tablet_"));
  return code ? { code, values: {} } : { code: "tablet.enrol_refused", values: { status: String(answer.status) } };
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
