// One sync: what is finished goes out, what there is to do comes in; after a failure the next try comes by itself.

import { newListeners } from "./listeners.js";
import { KeepingProblem } from "./problems.js";
import { fetchForms } from "./sending/fetch_forms.js";
import { newPatience } from "./sending/patience.js";
import { sendQueue } from "./sending/send_queue.js";
import { newService, valueOf } from "./sending/service.js";
import { shareHints } from "./sending/share_hints.js";

const NOT_OPEN = ["tablet_keeping.locked", "tablet_keeping.closed", "tablet_keeping.new"];
const ENDS_ALL = ["no_network", "not_our_service", "busy", "device_unknown", "device_revoked"].map(
  (code) => `tablet_keeping.${code}`,
);
const REVOKED = "tablet_keeping.device_revoked";

export function newSending(
  keeping,
  {
    fetch = (...given) => globalThis.fetch(...given),
    now = () => new Date(),
    online = () => globalThis.navigator.onLine,
    later = setTimeout,
    cancel = clearTimeout,
    random = Math.random,
  } = {},
) {
  const listeners = newListeners();
  const patience = newPatience({ now, random });
  const service = newService({ credentials: () => keeping.credentials, fetch, now });
  let state = { running: false, lastSync: null, lastProblem: null, offset: null, version: null, nextTry: null };
  let underWay = null;
  let nextTry = null;

  function become(change) {
    state = { ...state, ...change };
    listeners.tell(state);
  }

  // Resolves to the state; never rejects for what a network or a service does.
  function sync() {
    underWay ??= once().finally(() => (underWay = null));
    return underWay;
  }

  async function once() {
    cancel(nextTry);
    const asked = patience.asked();
    if (asked) return ended(new KeepingProblem("busy", { seconds: asked }), { again: asked });
    if (!online()) return ended(new KeepingProblem("no_network"));
    become({ running: true, nextTry: null });
    const problem = await allSteps().catch((error) => {
      become({ running: false, nextTry: tryAgain({ values: {} }) }); // unforeseen: it is told, and tried again
      throw error;
    });
    if (problem?.code === REVOKED) await keeping.wipe("revoked");
    return ended(problem);
  }

  async function allSteps() {
    let first = null;
    for (const step of [hear, forms, queue, assignment, hints, version]) {
      if (keeping.state !== "open" && step !== queue) continue; // behind a locked screen only what is sealed goes out
      try {
        await step();
      } catch (error) {
        if (NOT_OPEN.includes(error.code)) continue;
        if (!(error instanceof KeepingProblem)) throw error;
        first ??= error;
        if (ENDS_ALL.includes(error.code)) break;
      }
    }
    return first;
  }

  async function ended(problem, { again } = {}) {
    if (!problem) {
      patience.afterSuccess();
      become({ running: false, lastSync: now().toISOString(), lastProblem: null, nextTry: null });
      await note({ lastSync: state.lastSync, offset: state.offset });
      return state;
    }
    const told = { code: problem.code, values: problem.values };
    become({ running: false, lastProblem: told, nextTry: tryAgain(problem, again) });
    return state;
  }

  function tryAgain(problem, again) {
    if (problem.code === REVOKED) return null;
    const seconds = again ?? patience.afterFailure(problem.values.seconds);
    nextTry = later(sync, seconds * 1000);
    return new Date(now().getTime() + seconds * 1000).toISOString();
  }

  // What is remembered of syncs: when the last one was, by how much the clock was off, which assignment is here.
  async function note(change) {
    if (keeping.state !== "open") return;
    await keeping.work.write("sync", { ...(await keeping.work.read("sync")), ...change });
  }

  async function hear() {
    const asked = now().getTime();
    const told = await service.json("/field/tablet");
    const heard = now().getTime();
    if (!told?.forms) throw new KeepingProblem("not_our_service");
    become({ offset: Math.round(Date.parse(told.now) - (asked + heard) / 2) });
    if (told.receiving) await keeping.renew({ receiving: told.receiving, recovery: told.recovery });
    await keeping.work.write("tablet", told);
  }

  async function forms() {
    const given = await keeping.work.read("assignment");
    await fetchForms(service, keeping, returnedForms(given));
  }

  const queue = () => sendQueue(service, keeping.queue);

  async function assignment() {
    const { tag } = (await keeping.work.read("sync")) ?? {};
    const response = await service.ask("/field/assignment", { headers: tag ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return;
    const given = await valueOf(response);
    if (!Array.isArray(given?.cases)) throw new KeepingProblem("not_our_service"); // the work that is here stays
    await keeping.work.write("assignment", given);
    await note({ tag: response.headers.get("ETag") });
    if (returnedForms(given).length) await fetchForms(service, keeping, returnedForms(given));
  }

  async function hints() {
    if (keeping.identity.hasTeamCode) await shareHints(service, keeping.hints, await keeping.work.read("assignment"));
  }

  async function version() {
    const { version: served } = await service.json("/tablet/version.json");
    become({ version: served });
  }

  return {
    sync,
    get state() {
      return state; // {running, lastSync, lastProblem: {code, values}, offset: ms, version served, nextTry}
    },
    onState: listeners.on,
    // What was noted before the app was closed.
    async recall() {
      const { lastSync = null, offset = null } = (await keeping.work.read("sync")) ?? {};
      if (!state.lastSync) become({ lastSync, offset });
      return state;
    },
    ask: service.ask, // (path, {method, headers, body}) signed as this device; refusals are KeepingProblems
    json: service.json,
    end: () => cancel(nextTry),
  };
}

const returnedForms = (given) => (given?.returned ?? []).map(({ form, form_version }) => ({ form, version: form_version }));
