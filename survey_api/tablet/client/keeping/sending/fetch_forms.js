// Questionnaires: the current version of each, and those that a draft or a returned interview was begun with.

import { KeepingProblem } from "../problems.js";

const LIST = "/openrosa/formList";
const THIS_ONE_ALONE = ["tablet_keeping.refused", "tablet_keeping.service_failed"];

export async function fetchForms(service, { forms, drafts }, returned = []) {
  const current = await currentVersions(service);
  const held = await forms.list();
  let problem = null; // of one form alone: the others come nevertheless
  const keep = async (one) => {
    try {
      await forms.keep(await fetched(service, one));
    } catch (error) {
      if (!THIS_ONE_ALONE.includes(error.code)) throw error;
      problem ??= error;
    }
  };
  for (const one of current) {
    if (!held.some((other) => same(one, other) && one.hash === other.hash)) await keep(one);
  }
  const needed = [...(await drafts.needs()), ...returned];
  for (const one of needed) {
    if (!(await forms.list()).some((other) => same(one, other))) await keep(addresses(one));
  }
  const wanted = [...current, ...needed];
  for (const one of held) {
    if (!wanted.some((other) => same(one, other))) await forms.forget(one.form, one.version);
  }
  if (problem) throw problem;
}

const same = (one, other) => one.form === other.form && one.version === other.version;

async function currentVersions(service) {
  const list = read(await (await service.ask(LIST)).text(), "xforms");
  return children(list, "xform").map((entry) => ({
    form: word(entry, "formID"),
    version: word(entry, "version"),
    title: word(entry, "name"),
    hash: word(entry, "hash"),
    xml: here(word(entry, "downloadUrl")),
    manifest: here(word(entry, "manifestUrl")),
  }));
}

function addresses({ form, version }) {
  const base = `/openrosa/forms/${form.split("/").map(encodeURIComponent).join("/")}/${encodeURIComponent(version)}`;
  return { form, version, xml: `${base}.xml`, manifest: `${base}/manifest` };
}

// Whole or not at all: a version is kept once its last file is here.
async function fetched(service, { form, version, title = "", hash = "", xml, manifest }) {
  const text = await (await service.ask(xml)).text();
  const media = manifest ? await mediaOf(service, manifest) : {};
  return { form, version, title, hash, xml: text, media };
}

async function mediaOf(service, manifest) {
  const list = read(await (await service.ask(manifest)).text(), "manifest");
  const media = {};
  for (const entry of children(list, "mediaFile")) {
    media[word(entry, "filename")] = await (await service.ask(here(word(entry, "downloadUrl")))).text();
  }
  return media;
}

// Of an address its path: behind a proxy the service may not know under which name it is asked.
const here = (address) => (address ? new URL(address, "https://any.invalid").pathname : null);

function read(xml, root) {
  const found = new DOMParser().parseFromString(xml, "text/xml").documentElement;
  if (found.localName !== root) throw new KeepingProblem("not_our_service");
  return found;
}

const children = (element, name) => [...element.children].filter((child) => child.localName === name);
const word = (element, name) => children(element, name)[0]?.textContent ?? "";
