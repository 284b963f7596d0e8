// The tablet's app: who is in front of it, which screen is shown, when it locks, syncs and goes over to a newer version.

import { newIdle } from "../keeping/idle.js";
import { openKeeping } from "../keeping/keeping.js";
import { newSending } from "../keeping/sending.js";
import { onLanguage, say } from "../words/words.js";
import { newCover } from "./cover.js";
import { newCurtain } from "./curtain.js";
import { newDesk } from "./desk.js";
import { lockedScreen, showClosed } from "./door.js";
import { banner, el, sentenceOf } from "./elements.js";
import { readCode } from "./enrolling.js";
import { newFrame } from "./frame.js";
import { openInterview } from "./interview.js";
import { finishedBanner } from "./queue.js";
import { addressOf, readAddress, screenOf } from "./router.js";
import { newSignIn } from "./sign_in.js";
import { newUpdates } from "./updates.js";

const SYNC_EVERY = 15 * 60_000; // milliseconds
const LEAVING = 1_500; // milliseconds
const REVOKED = "tablet_keeping.device_revoked";
const now = () => new Date();

const keeping = await openKeeping({ now });
const sending = newSending(keeping, { now });
const updates = await newUpdates({ keeping });
const place = document.getElementById("desk");
const idle = newIdle({ lock: () => keeping.lock() });
const locked = newCover(place, { label: () => say("tablet.locked") });
const curtain = newCurtain(place, { lock: () => keeping.lock(), now });
const desk = newDesk({ keeping, sending, updates, now, go, refresh: () => show({ moved: false }), freshen, tell });

let frame = null;
let interview = null; // {id, close} while one is on the screen
let signIn = null; // the steps of enrolling, while they are on the screen
let notice = null; // what is said above the next screen
let turn = 0; // of two screens asked for, the one asked for last is shown

function go(path) {
  const address = addressOf(path);
  if (location.hash === address) return show();
  location.hash = address;
}

async function show({ moved = true } = {}) {
  if (keeping.state !== "open") return;
  const mine = (turn += 1);
  const address = readAddress(location.hash);
  if (address.screen === "interview") return showInterview(address.given[0] ?? (await lastDraft()));
  await closeInterview();
  const [shown, queue] = await Promise.all([screenOf(address, desk).catch(broken), keeping.queue.list()]);
  if (mine !== turn || keeping.state !== "open") return;
  frame ??= newFrame(place, { hide: () => curtain.draw(), lock: () => keeping.lock() });
  frame.show({ ...shown, content: [notice, shown.content], unsent: queue.length, moved });
  if (moved) notice = null;
}

const broken = (error) => ({ place: "today", name: say("tablet.today"), content: banner("bad", el("p", {}, sentenceOf(error))) });

// Said above the screen until another one is gone to.
function tell(said) {
  notice = said;
  return show({ moved: false });
}

// What comes by itself does not take from under somebody's hands what they opened or type.
function freshen() {
  const isBusy = place.querySelector("#main details[open], dialog[open], #main input:focus, #main textarea:focus");
  return isBusy || interview ? null : show({ moved: false });
}

// After the page was killed: the interview that was under way then is the one that was saved last.
async function lastDraft() {
  const drafts = await keeping.drafts.list();
  return drafts.sort((one, other) => other.updated.localeCompare(one.updated))[0]?.id;
}

// Opening takes a while: where the tablet was closed or something else opened meanwhile, nothing of it is shown.
async function showInterview(id) {
  if (!id) return go("/today");
  if (interview?.id === id) return;
  await closeInterview();
  if (keeping.state !== "open") return;
  const mine = { id, close: async () => {} };
  interview = mine;
  frame = null;
  idle.inInterview(true);
  place.replaceChildren(el("main", { class: "opening", role: "status" }, say("tablet.opening")));
  try {
    const opened = await openInterview(place, id, desk, { curtain, left, isWanted: () => interview === mine });
    if (interview === mine) interview = { id, ...opened };
    else await opened?.close();
  } catch (error) {
    if (interview !== mine) return;
    interview = null;
    idle.inInterview(false);
    notice = banner("bad", el("p", {}, sentenceOf(error)));
    go("/today");
  }
}

async function closeInterview() {
  const open = interview;
  interview = null;
  idle.inInterview(false);
  await gone(open);
}

// Every answer was kept when it was given: an interview that waits for one more word is not waited for.
function gone(open) {
  const closed = open?.close().catch(() => {});
  return Promise.race([closed, new Promise((over) => setTimeout(over, LEAVING))]);
}

// Where one goes on after an interview: to the case, where the visit is to be logged, or to the PSU.
function left({ draft, isFinished }) {
  interview = null;
  idle.inInterview(false);
  notice = isFinished ? finishedBanner() : null;
  const { case_id: case_, psu_code: psu } = draft.known ?? {};
  if (draft.kind === "listing") return go(`/psu/${encodeURIComponent(psu)}`);
  return go(case_ && draft.kind !== "returned" ? `/case/${encodeURIComponent(case_)}` : "/today");
}

async function stateChanged(state) {
  if (state === "locked") return lockScreen();
  if (state === "open") return opened();
  await forgetScreen();
  if (state === "closed") return showClosed(place, { keeping, waiting: await unsentWords() });
  return enrolling();
}

// The sheet is there before anything else is done: nothing shows in between, not even under a curtain that goes.
async function lockScreen() {
  const waiting = el("div", {});
  locked.show(lockedScreen({ keeping, waiting }));
  curtain.lift();
  waiting.append((await unsentWords()) ?? "");
}

async function opened() {
  locked.lift();
  idle.opened();
  signIn = null;
  await sending.recall();
  await show({ moved: !interview });
  desk.syncSoon();
  updates.prune();
}

async function forgetScreen() {
  const open = interview;
  interview = frame = notice = null;
  turn += 1;
  await gone(open);
  place.replaceChildren();
  locked.lift();
  curtain.lift();
}

async function unsentWords() {
  const queue = await keeping.queue.list();
  return queue.length ? el("p", { class: "waiting-words" }, say("tablet.unsent_n", { n: queue.length })) : null;
}

async function enrolling() {
  const withdrawn = sending.state.lastProblem?.code === REVOKED ? banner("bad", el("p", {}, say("tablet.wiped"))) : null;
  const waiting = await unsentWords();
  signIn = newSignIn(place, {
    keeping,
    told: [withdrawn, waiting],
    code: readCode(location.hash),
    async begun() {
      history.replaceState(null, "", "#/today");
      await keeping.requestPersistence();
      await show();
    },
  });
}

// A link names what it leads to; where it leads is not written to the history.
function follow(event) {
  const link = event.target.closest?.("a[href^='#/']");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go(link.getAttribute("href").slice(1));
}

function watch() {
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => idle.touched(), { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => document.hidden || idle.look());
  addEventListener("click", follow);
  addEventListener("hashchange", () => show());
  addEventListener("online", () => keeping.credentials && desk.syncSoon());
  addEventListener("offline", freshen);
  setInterval(() => keeping.credentials && desk.syncSoon(), SYNC_EVERY);
  onLanguage(() => relabel());
  sending.onState(freshen);
  keeping.queue.onChange(freshen);
  updates.onChange(() => (keeping.state === "open" ? freshen() : takeUpdate()));
}

// In front of a closed tablet nothing is under way: a newer version is taken without asking.
const takeUpdate = () => (keeping.state === "closed" ? updates.take() : null);

function relabel() {
  if (signIn) return signIn.again();
  if (keeping.state === "open") return interview ? null : show({ moved: false });
  return stateChanged(keeping.state);
}

keeping.onState(stateChanged);
watch();
await stateChanged(keeping.state);
takeUpdate();
