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

/** Resolves to {close()} when the interview is on the screen. */
export async function openInterview(place, id, desk, { curtain, left }) {
  const { keeping, now } = desk;
  const draft = await keeping.drafts.read(id);
  const code = draft.code || versionHere();
  const [form, tablet, { openFilling }] = await Promise.all([keeping.forms.read(draft.form, draft.version), desk.tablet(), fillingOf(code), styled(code)]);
  const container = el("div", { class: "interview" });
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
    document.getElementById(LOOKS)?.remove();
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

// An update never changes the code under an open draft: each version lies in a cache of its own.
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
    document.head.append(el("link", { rel: "stylesheet", id: LOOKS, href, onload: resolve, onerror: resolve }));
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
