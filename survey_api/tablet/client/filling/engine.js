// The form engine in our own words. The only module that knows @getodk/xforms-engine: when it changes, this file does.
import { loadForm } from "../vendor/xforms-engine.js";
import { withFacts } from "./facts.js";
import { fileOf } from "./kept_files.js";
import { without, withIdentity } from "./identity.js";
import { Question, kindOf } from "./question.js";

const AS_IT_IS = {
  stateFactory: (state) => state,
  instanceAttachments: { fileNameFactory: ({ writtenAt, extension }) => `${writtenAt.getTime()}${extension ?? ""}` },
};

/** Open a form, empty with its facts or as a draft left it. Raises FormUnreadable. */
export async function openQuestionnaire({ xml, media = {}, facts = {}, instance = null, files = [], id = null, deprecated = null }) {
  const form = await loadForm(instance ? xml : withFacts(xml, facts), {
    fetchFormAttachment: (url) => Promise.resolve(attached(media, String(url))),
    missingResourceBehavior: "BLANK",
  });
  if (form.status === "failure") throw new FormUnreadable(String(form.error));
  const opened = instance ? await form.restoreInstance({ data: [asData(without(instance), files)] }, AS_IT_IS) : form.createInstance(AS_IT_IS);
  return new Questionnaire(opened.root, { id, deprecated });
}

class FormUnreadable extends Error {
  code = "form_unreadable";
}

/** One interview as it stands: its parts in order, its answers as XML. */
class Questionnaire {
  #root;
  #identity;
  #parts = new WeakMap();

  constructor(root, identity) {
    this.#root = root;
    this.#identity = identity;
  }

  /** The parts of the form from the top: groups, repeats, instances of repeats, questions. */
  get parts() {
    return this.#wrap(this.#root.currentState.children);
  }

  setLanguage(code) {
    const known = this.#root.languages;
    const wanted = known.find((one) => one.language === code || one.language.endsWith(`(${code})`)) ?? known.find((one) => one.isDefault) ?? known[0];
    if (!wanted.isSyntheticDefault) this.#root.setLanguage(wanted);
  }

  /** Every question that is asked now, in order. */
  *asked(parts = this.parts) {
    for (const part of parts) {
      if (!part.relevant) continue;
      if (part.kind === "group" || part.kind === "repeat" || part.kind === "instance") yield* this.asked(part.parts);
      else yield part;
    }
  }

  /** What stands in the record at a place that is not asked (a calculation, a fact). */
  valueAt(reference) {
    const find = (nodes) => {
      for (const node of nodes ?? []) {
        const here = node.currentState.reference;
        if (here === reference) return node.currentState.instanceValue ?? "";
        if (reference.startsWith(here) && node.currentState.children) {
          const value = find(node.currentState.children);
          if (value !== null) return value;
        }
      }
      return null;
    };
    return find(this.#root.currentState.children) ?? "";
  }

  /** The answers so far. */
  get xml() {
    return withIdentity(this.#root.instanceState.instanceXML, this.#identity);
  }

  /** The files that are answered now: [{name, file}]. The engine itself hands over only those of this sitting. */
  get files() {
    return [...this.asked()].filter((question) => question.isFile && question.file).map((question) => ({ name: question.value, file: question.file }));
  }

  get fileNames() {
    return [...this.asked()].filter((question) => question.isFile).map((question) => question.value);
  }

  /** The finished record, with its end. */
  async finished() {
    const payload = await this.#root.prepareInstancePayload({ payloadType: "monolithic" });
    return withIdentity(await payload.data[0].get("xml_submission_file").text(), this.#identity);
  }

  #wrap(nodes) {
    const parts = [];
    for (const node of nodes ?? []) {
      if (!this.#parts.has(node)) this.#parts.set(node, this.#part(node));
      const part = this.#parts.get(node);
      if (part) parts.push(part);
    }
    return parts;
  }

  #part(node) {
    if (node.nodeType === "group") return new Part(node, "group", (nodes) => this.#wrap(nodes));
    if (node.nodeType === "repeat-instance") return new Part(node, "instance", (nodes) => this.#wrap(nodes));
    if (node.nodeType.startsWith("repeat-range")) return new Repeat(node, "repeat", (nodes) => this.#wrap(nodes));
    return kindOf(node) ? new Question(node) : null;
  }
}

/** A group, or one instance of a repeat. */
class Part {
  constructor(node, kind, wrap) {
    this.node = node;
    this.kind = kind;
    this.wrap = wrap;
  }

  get reference() {
    return this.node.currentState.reference;
  }

  get label() {
    return this.node.currentState.label?.asString ?? "";
  }

  get relevant() {
    return this.node.currentState.relevant;
  }

  get isOnOnePage() {
    return Boolean(this.node.appearances?.["field-list"]);
  }

  get parts() {
    return this.wrap(this.node.currentState.children);
  }
}

/** A repeat: its instances, and what decides how many there are. */
class Repeat extends Part {
  /** The path of the question that counts the instances, or null where something else does. */
  get countedBy() {
    const counted = this.node.definition.count?.expression?.trim() ?? "";
    return /^\/[\w/.-]+$/.test(counted) ? counted : null;
  }

  get isOpen() {
    return this.node.nodeType === "repeat-range:uncontrolled";
  }

  add() {
    this.node.addInstances();
  }

  remove(index) {
    this.node.removeInstances(index, 1);
  }
}

function attached(media, url) {
  const text = media[url.slice(url.lastIndexOf("/") + 1)];
  return new Response(text ?? "", { status: text === undefined ? 404 : 200 });
}

function asData(xml, files) {
  const data = new FormData();
  data.set("xml_submission_file", new File([xml], "xml_submission_file", { type: "text/xml" }));
  for (const { name, type, base64 } of files) data.set(name, fileOf(name, type, base64));
  return data;
}
