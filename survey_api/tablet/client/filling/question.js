// One question as the screens see it: what is asked, what was answered, what is wrong with it.

const KINDS = {
  string: "text", int: "whole", decimal: "decimal", date: "date", time: "time", dateTime: "moment",
  barcode: "barcode", geopoint: "place", geotrace: "place", geoshape: "place",
};

/** How a node of the engine is asked, or null where it is not asked at all. */
export function kindOf(node) {
  if (node.nodeType === "select") return node.selectType === "select" ? "many" : "one";
  if (node.nodeType === "input") return KINDS[node.valueType] ?? "text";
  if (node.nodeType === "upload") return kindOfFile(node);
  return { note: "note", trigger: "tick", range: node.valueType === "int" ? "whole" : "decimal", rank: "rank" }[node.nodeType] ?? null;
}

function kindOfFile(node) {
  const [type] = (node.nodeOptions?.media?.accept ?? "*").split("/");
  if (type === "audio") return "audio";
  if (type !== "image") return "file";
  return ["signature", "draw", "annotate"].some((way) => node.appearances?.[way]) ? "signature" : "picture";
}

export class Question {
  #node;

  constructor(node) {
    this.#node = node;
    this.kind = kindOf(node);
    const bind = node.definition.bind ?? {};
    this.constraint = bind.constraint?.expression ?? "";
    const condition = bind.relevant?.expression ?? "true()";
    this.condition = condition === "true()" ? "" : condition;
    this.isRange = node.nodeType === "range";
  }

  /** Where it is, with the places of its repeats: /data/roster[2]/age. */
  get reference() {
    return this.#node.currentState.reference;
  }

  /** Where it is in the form: /data/roster/age. */
  get path() {
    return this.reference.replace(/\[\d+\]/g, "");
  }

  /** Its places in its repeats, "2" or "2.1"; empty outside repeats. */
  get position() {
    return [...this.reference.matchAll(/\[(\d+)\]/g)].map((found) => found[1]).join(".");
  }

  get name() {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  get isFile() {
    return this.#node.nodeType === "upload";
  }

  get label() {
    const state = this.#node.currentState;
    return this.kind === "note" ? (state.label ?? state.hint)?.asString ?? "" : state.label?.asString ?? "";
  }

  get hint() {
    const state = this.#node.currentState;
    return this.kind === "note" && !state.label ? "" : state.hint?.asString ?? "";
  }

  get relevant() {
    return this.#node.currentState.relevant;
  }

  get required() {
    return this.#node.currentState.required;
  }

  get readonly() {
    return this.#node.currentState.readonly;
  }

  /** The answer as it stands in the record; empty where there is none. */
  get value() {
    return this.#node.currentState.instanceValue ?? "";
  }

  /** The answers chosen in a list. */
  get chosen() {
    return this.#node.currentState.value ?? [];
  }

  /** The file that was answered, or null. */
  get file() {
    return this.#node.currentState.value;
  }

  /** The longer side of a picture that the form's author allows, in pixels, or null. */
  get mostPixels() {
    return this.#node.maxPixels ?? null;
  }

  get choices() {
    return this.#node.currentState.valueOptions.map((option) => ({ value: option.value, label: option.label.asString }));
  }

  has(appearance) {
    return Boolean(this.#node.appearances?.[appearance]);
  }

  /** Whether a code such as -8 (don't know) is an answer that the form's author foresaw. */
  takes(code) {
    return new RegExp(`\\.\\s*=\\s*'?${code}\\b`).test(this.constraint);
  }

  /** Answer it: a text, a list of codes, a file; empty takes the answer away. */
  answer(value) {
    const node = this.#node;
    if (this.kind === "one") node.selectValue(value || null);
    else if (this.kind === "many") node.selectValues(value);
    else if (this.kind === "rank") node.setValues(value);
    else if (this.kind === "tick") node.setValue(Boolean(value));
    else if (this.isFile) node.setValue(value || null);
    else node.setValue(["whole", "decimal"].includes(this.kind) && value === "" ? null : value);
  }

  /** What is wrong: {of: "required" | "constraint", message} in the words of the form's author, or null. */
  get problem() {
    const violation = this.relevant ? this.#node.validationState.violation : null;
    return violation ? { of: violation.condition, message: violation.message?.asString ?? "" } : null;
  }
}
