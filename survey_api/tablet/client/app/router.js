// Which screen an address means: #/case/TN11-0013-0147-01 and the like, as far as the browser's history may know.

import { say } from "../words/words.js";
import { viewCase } from "./case.js";
import { name } from "./elements.js";
import { viewPsu } from "./psu.js";
import { viewQueue } from "./queue.js";
import { viewReferral } from "./referral.js";
import { viewReturned } from "./returned.js";
import { viewSettings } from "./settings.js";
import { viewToday } from "./today.js";
import { atTheDoor } from "./units.js";

const SCREENS = {
  today: { view: viewToday, name: () => say("tablet.today") },
  queue: { view: viewQueue, name: () => say("tablet.queue") },
  settings: { view: viewSettings, name: () => say("tablet.settings") },
  case: { view: viewCase, name: (id) => say("tablet.unit", { unit: atTheDoor(id.slice(0, id.lastIndexOf("-"))) }) },
  psu: { view: viewPsu, name: (id) => name(id) },
  returned: { view: viewReturned, name: () => say("tablet.returned") },
  referral: { view: viewReferral, name: () => say("tablet.referral"), up: "#/settings" },
};

const TODAY = { screen: "today", given: [] };

// The browser writes addresses and titles to the disk, with the time: which door was visited when is in neither.
const meant = new Map(); // what stands for a screen's case, PSU or record, for as long as this page lives

/** The address of a screen: #/case/~3f2a9c1b. */
export function addressOf(path) {
  const [, screen, ...given] = path.split("/");
  if (!given.length) return `#/${screen}`;
  const found = [...meant].find(([, known]) => known.join("/") === given.join("/"))?.[0];
  const name = found ?? `~${crypto.randomUUID().slice(0, 8)}`;
  meant.set(name, given);
  return `#/${screen}/${name}`;
}

/** {screen, given: [...]} of an address; today's work where it means nothing, or nothing any more. */
export function readAddress(hash) {
  const [screen, ...named] = hash.replace(/^#\/?/, "").split("/");
  const isForgotten = named[0]?.startsWith("~") && !meant.has(named[0]);
  if (isForgotten && screen === "interview") return { screen, given: [] };
  if (isForgotten || !(screen === "interview" || Object.keys(SCREENS).includes(screen))) return TODAY;
  try {
    return { screen, given: (meant.get(named[0]) ?? named).map(decodeURIComponent) };
  } catch {
    return TODAY; // no address of ours
  }
}

export async function screenOf({ screen, given }, desk) {
  const { view, name: named, up } = SCREENS[screen];
  return { place: screen, name: named(...given), up, content: await view(desk, ...given) };
}
