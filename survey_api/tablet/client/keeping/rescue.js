// A file of everything that is not yet with the office, for a tablet that cannot send: the office alone can read it.

import { base64, fromBase64 } from "./bytes.js";
import { KeepingProblem } from "./problems.js";
import { sealValue } from "./sealing.js";

const FORMAT = "amemrescue1";
const TYPE = "application/json";

// Drafts are in it while the tablet is open: behind a locked screen nobody can read them, not even to seal them.
export async function rescue({ crypto, door, drafts, queue, now }) {
  const finished = [];
  for (const { id, kind, form, sealedAt } of await queue.list()) {
    finished.push({ id, kind, form, sealed_at: sealedAt, sealed: base64(await queue.sealedBytes(id)) });
  }
  const underWay = door.state === "open" ? await sealedDrafts(crypto, await door.receiving(), drafts, now) : [];
  const device = door.credentials?.device ?? null;
  const told = { format: FORMAT, device, made_at: now().toISOString(), finished, drafts: underWay };
  return new Blob([JSON.stringify(told)], { type: TYPE });
}

// Another tablet takes the finished ones along and sends them, unread. How many there are.
export async function bringRescue(text, queue) {
  const { finished } = readRescue(text);
  for (const { id, kind, form, sealed_at: sealedAt, sealed } of finished) {
    await queue.take({ id, kind, form, sealedAt }, fromBase64(sealed));
  }
  return finished.length;
}

function readRescue(text) {
  try {
    const told = JSON.parse(text);
    if (told.format === FORMAT && told.finished.every(isWhole)) return told;
  } catch {
    // told below
  }
  throw new KeepingProblem("not_a_rescue_file");
}

// One that lacks something would stand in the way of all others.
const isWhole = (one) => ["id", "kind", "form", "sealed_at", "sealed"].every((name) => typeof one[name] === "string");

async function sealedDrafts(crypto, receiving, drafts, now) {
  const sealedAt = now().toISOString();
  const publicKey = fromBase64(receiving.public);
  const sealed = (await drafts.everything()).map(async (draft) => {
    const bytes = await sealValue(crypto, receiving, publicKey, {
      draft: JSON.stringify(draft), // one text: what opens it at the office bounds how many there may be
      sealed_at: sealedAt,
    });
    return { id: draft.id, sealed_at: sealedAt, sealed: base64(bytes) };
  });
  return Promise.all(sealed);
}
