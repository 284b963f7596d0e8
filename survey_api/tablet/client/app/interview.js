// An interview on the screen: the draft opened with the code it was begun with, finished into the queue.

import { language, ownLanguage, say } from "../words/words.js";
import { withAnswers } from "./answers.js";
import { el, icon } from "./elements.js";
import { doneOf } from "./records.js";
import { viewReferral } from "./referral.js";
import { versionHere } from "./updates.js";
import { withDone } from "./worklist.js";

const SEALED_TYPE = "application/octet-stream";
const LOOKS = "filling-style"; // of the page's link to them
const WITHHELD = "withheld.amem";

/** Resolves to {close()} when the interview is on the screen; to nothing where it is not wanted there any more. */
export async function openInterview(place, id, desk, { curtain, left, isWanted }) {
  const { keeping, now } = desk;
  const container = el("div", { class: "interview" });
  const [found, tablet] = await Promise.all([keeping.drafts.read(id), desk.tablet()]);
  const draft = await inItsVersion(found, { tablet, keeping, isWanted, show: () => (place.replaceChildren(container), container) });
  const code = await heldVersion(draft.code);
  const [form, { openFilling }, looks] = await Promise.all([keeping.forms.read(draft.form, draft.version), fillingOf(code), styled(code)]);
  if (!isWanted()) return looks.remove();
  place.replaceChildren(container);
  const free = desk.updates.hold();

  const finish = async ({ xml, files = [], replies = [] }) => {
    const done = doneOf(draft, xml, tablet?.forms?.[draft.kind], now());
    const also = { done: withDone((await keeping.work.read("done")) ?? [], done, now()), ...(await withAnswers(keeping, draft, replies)) };
    await keeping.finish(id, { xml, files: [...files, ...closedBox(draft)] }, also);
    over();
    left({ draft, isFinished: true });
    desk.syncSoon();
  };

  const leave = () => {
    over();
    left({ draft, isFinished: false });
  };

  function over() {
    free();
    looks.remove();
    ownLanguage();
  }

  const filling = await openFilling(container, {
    form, draft, keep: (one) => keeping.drafts.save(one), finish, leave,
    language: language(),
    hide: () => curtain.draw(),
    protection: tablet?.protection ?? {},
    card: () => showCard(container, desk),
    money: tablet?.money ?? null,
    position: await positionOf(code, tablet?.places?.[draft.known?.psu_code]),
  });

  return {
    close() {
      container.hidden = true;
      over();
      return filling.close();
    },
  };
}

// A newer version of its questionnaire is offered, with what it would change; a draft that moves takes the newer code too.
async function inItsVersion(draft, { tablet, keeping, isWanted, show }) {
  const version = Object.values(tablet?.forms ?? {}).find(({ form }) => form === draft.form)?.version;
  if (!version || [draft.version, draft.stays].includes(version) || !draft.instance || draft.returned) return draft;
  const newForm = await keeping.forms.read(draft.form, version).catch(() => null); // it may not be here yet
  if (!newForm) return draft;
  const [oldForm, { offerMove }, looks] = await Promise.all([keeping.forms.read(draft.form, draft.version), import("../filling/moving_view.js"), styled(versionHere())]);
  const decided = isWanted() && (await offerMove(show(), { draft, newForm, oldForm, language: language() }));
  looks.remove();
  if (!decided || !isWanted()) return draft;
  await keeping.drafts.save(decided.version === version ? { ...decided, code: versionHere() } : decided);
  return keeping.drafts.read(draft.id);
}

// An update never changes the code under an open draft: each version lies in a cache of its own. Where the browser let
// that cache go, the version that runs here opens the draft: nobody has the other any more.
function heldVersion(code) {
  return code ? fillingOf(code).then(() => code, () => versionHere()) : versionHere();
}

function fillingOf(code) {
  return code && code !== versionHere() ? import(`/tablet/v/${code}/filling/filling.js`) : import("../filling/filling.js");
}

async function positionOf(code, place) {
  if (!place) return null;
  const { positionIn } = await (code && code !== versionHere() ? import(`/tablet/v/${code}/filling/position.js`) : import("../filling/position.js"));
  return () => positionIn(place);
}

// Its looks are of the same version; they are there before the first question is.
function styled(code) {
  const href = code ? `/tablet/v/${code}/style/filling.css` : new URL("../style/filling.css", import.meta.url).href;
  document.getElementById(LOOKS)?.remove();
  return new Promise((resolve) => {
    const link = el("link", { rel: "stylesheet", id: LOOKS, href, onload: () => resolve(link), onerror: () => resolve(link) });
    document.head.append(link);
  });
}

function closedBox({ closed }) {
  if (!closed) return [];
  return [{ name: WITHHELD, type: SEALED_TYPE, bytes: Uint8Array.from(atob(closed), (sign) => sign.charCodeAt(0)) }];
}

async function showCard(container, desk) {
  const sheet = el("dialog", { class: "sheet", "aria-label": say("tablet.referral"), onclose: () => sheet.remove() },
    el("div", {}, (await viewReferral(desk)).flat()),
    el("button", { type: "button", class: "button strong wide", onclick: () => sheet.close() }, icon("check"), el("span", {}, say("tablet.close_card"))));
  container.append(sheet);
  sheet.showModal();
}
