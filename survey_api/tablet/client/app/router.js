// Which screen an address means: #/case/TN11-0013-0147-01 and the like.

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

/** {screen, given: [...]} of an address; today's work where it means nothing. */
export function readAddress(hash) {
  const [screen, ...given] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (screen === "interview" && given[0]) return { screen, given };
  return SCREENS[screen] ? { screen, given } : { screen: "today", given: [] };
}

export async function screenOf({ screen, given }, desk) {
  const { view, name: named, up } = SCREENS[screen];
  return { place: screen, name: named(...given), up, content: await view(desk, ...given) };
}
