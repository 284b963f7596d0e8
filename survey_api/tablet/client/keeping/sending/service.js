// The service as the tablet asks it: signed with the device's code, timed, and every refusal told apart.

import { base64, utf8 } from "../bytes.js";
import { KeepingProblem } from "../problems.js";

const PATIENCE = 60_000; // milliseconds, as Collect has them
const LONGEST_ASKED = 3600; // seconds: a date is told by two clocks, and ours may be days behind
const BUSY = [429, 502, 503, 504, 507];
const CODES = "X-AMEM-Problem"; // the codes of what is wrong, whatever the body is
const REVOKED = /(^|\.)device_revoked$/;

export function newService({ credentials, fetch, now, timer = setTimeout, stop = clearTimeout }) {
  // The answer, which is one of success or 304. Raises KeepingProblem.
  async function ask(path, { method = "GET", headers = {}, body } = {}) {
    const response = await answered(path, { method, body, headers: { ...signed(), ...headers } });
    if (response.ok || response.status === 304) return response;
    throw refusal(response);
  }

  function signed() {
    const known = credentials();
    if (!known) throw new KeepingProblem("closed");
    return {
      Authorization: `Basic ${base64(utf8(`${known.device}:${known.token}`))}`,
      "X-OpenRosa-Version": "1.0",
      "X-AMEM-Clock": now().toISOString(),
    };
  }

  async function answered(path, request) {
    const patience = new AbortController();
    const waiting = timer(() => patience.abort(), PATIENCE);
    try {
      const common = { cache: "no-store", credentials: "omit", signal: patience.signal };
      return await whole(await fetch(path, { ...common, ...request }));
    } catch {
      throw new KeepingProblem("no_network");
    } finally {
      stop(waiting);
    }
  }

  function refusal(response) {
    const { status } = response;
    if (BUSY.includes(status)) return new KeepingProblem("busy", { seconds: secondsAsked(response, now()) });
    if (codes(response).some((code) => REVOKED.test(code))) return new KeepingProblem("device_revoked");
    if (status === 401) return new KeepingProblem("device_unknown");
    return new KeepingProblem(status >= 500 || status === 408 ? "service_failed" : "refused", { status });
  }

  async function json(path, options) {
    return valueOf(await ask(path, options));
  }

  return { ask, json };
}

// To its last byte while we are patient: a network that goes in the middle of an answer says nothing more, for ever.
async function whole(response) {
  const { status, headers } = response;
  const body = await response.arrayBuffer();
  return new Response(body.byteLength ? body : null, { status, headers });
}

export async function valueOf(response) {
  try {
    return await response.json();
  } catch {
    throw new KeepingProblem("not_our_service");
  }
}

const codes = (response) => (response.headers.get(CODES) ?? "").split(" ");

// Retry-After is a number of seconds or a date; 0 where the service does not say.
function secondsAsked(response, at) {
  const asked = response.headers.get("Retry-After");
  if (!asked) return 0;
  const seconds = /^\d+$/.test(asked.trim()) ? Number(asked) : (Date.parse(asked) - at.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.min(LONGEST_ASKED, Math.max(0, Math.ceil(seconds))) : 0;
}
