// A draft begun with one version of a form, looked at with a newer one: what would be lost, what is newly asked.
import { openQuestionnaire } from "./engine.js";

/**
 * What moving would change: {lost: [{path, reference, label}], newlyAsked: [{path, reference, label}]}. The labels of
 * what is lost come from the form it was begun with, where that is given.
 */
export async function compare(draft, newForm, { oldForm = null, language = "fr" } = {}) {
  const before = answersIn(draft.instance);
  const moved = await opened(newForm, inVersion(draft.instance, newForm.version), language);
  const after = new Map([...moved.asked()].map((question) => [question.reference, question]));
  const labels = oldForm ? labelsOf(await opened(oldForm, draft.instance, language)) : new Map();
  const keeps = (reference, value) => sameAnswer(after.get(reference)?.value ?? moved.valueAt(reference), value);
  const lost = [...before.answered].filter(([reference, value]) => !keeps(reference, value)).map(([reference]) => named(reference, labels.get(reference) ?? after.get(reference)?.label));
  const newlyAsked = [...after.values()]
    .filter((question) => question.kind !== "note" && question.value === "" && !before.places.has(question.reference))
    .map((question) => named(question.reference, question.label));
  return { lost, newlyAsked };
}

/** The draft in the newer version. Show what `compare` says first. */
export async function move(draft, newForm) {
  const moved = await opened(newForm, inVersion(draft.instance, newForm.version), "fr");
  return { ...draft, version: newForm.version, instance: moved.xml };
}

function opened(form, instance, language) {
  return openQuestionnaire({ xml: form.xml, media: form.media, instance, id: nameOf(instance) }).then((questionnaire) => (questionnaire.setLanguage(language), questionnaire));
}

const named = (reference, label) => ({ path: reference.replace(/\[\d+\]/g, ""), reference, label: label || reference.slice(reference.lastIndexOf("/") + 1) });

function labelsOf(questionnaire) {
  return new Map([...questionnaire.asked()].map((question) => [question.reference, question.label]));
}

function nameOf(xml) {
  return /<(?:\w+:)?instanceID>([^<]*)</.exec(xml)?.[1] ?? null;
}

function inVersion(xml, version) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  document.documentElement.setAttribute("version", version);
  return new XMLSerializer().serializeToString(document);
}

function sameAnswer(one, other) {
  return one === other || (one !== "" && other !== "" && Number(one) === Number(other));
}

/** Every place of a record, and what stands there; instances of repeats are numbered as the engine does. */
function answersIn(xml) {
  const places = new Set();
  const answered = new Map();
  const root = new DOMParser().parseFromString(xml, "text/xml").documentElement;
  const walk = (element, reference) => {
    const names = [...element.children].map((child) => child.localName);
    const met = {};
    for (const child of element.children) {
      if (child.localName === "meta") continue;
      const number = (met[child.localName] = (met[child.localName] ?? 0) + 1);
      const repeated = names.filter((name) => name === child.localName).length > 1;
      const here = `${reference}/${child.localName}${repeated ? `[${number}]` : ""}`;
      places.add(here);
      if (child.children.length) walk(child, here);
      else if (child.textContent !== "") answered.set(here, child.textContent);
    }
  };
  walk(root, `/${root.localName}`);
  return { places, answered };
}
