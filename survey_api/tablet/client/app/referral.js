// The referral card: large enough to be read together, in the language of whoever is in front of it.

import { language, say } from "../words/words.js";
import { el, icon } from "./elements.js";

export async function viewReferral(desk) {
  const tablet = await desk.tablet();
  const text = await noteOf(desk, tablet).catch(() => null);
  return [
    el("section", { class: "panel referral" },
      el("h2", { class: "who" }, icon("card"), say("tablet.referral")),
      (text ?? say("tablet.referral_words")).split(/\n+/).map((line) => el("p", { class: "large" }, line)),
      el("p", { class: "large" }, say("tablet.referral_printed")),
      el("p", { class: "muted" }, say("tablet.referral_care"))),
  ];
}

// The note of the questionnaire that hands the card out says what there is to say; its text stands in the form itself.
async function noteOf({ keeping }, tablet) {
  const path = tablet?.protection?.referral;
  const { form, version } = tablet.forms.individual;
  const { xml } = await keeping.forms.read(form, version);
  return path ? noteText(xml, path, language()) : null;
}

function noteText(xml, path, code) {
  const document_ = new DOMParser().parseFromString(xml, "text/xml");
  const all = [...document_.getElementsByTagName("translation")];
  const found = all.find((one) => one.getAttribute("lang")?.includes(`(${code})`) || one.getAttribute("lang") === code) ?? all[0];
  const text = [...(found?.children ?? [])].find((one) => one.getAttribute("id") === `${path}:label`);
  return text?.querySelector("value")?.textContent ?? null;
}
