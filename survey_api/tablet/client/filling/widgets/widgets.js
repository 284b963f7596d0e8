// Which widget asks which kind of question. Those of rare kinds are fetched when they are needed.
import { el } from "../elements.js";
import { say } from "../wording.js";
import { choicesWidget } from "./choices.js";
import { dateWidget } from "./date.js";
import { LONG, longListWidget } from "./long_list.js";
import { numberWidget } from "./number.js";
import { textWidget } from "./text.js";

const RARE = {
  tick: () => import("./tick.js").then((module) => module.tickWidget),
  rank: () => import("./rank.js").then((module) => module.rankWidget),
  picture: () => import("./picture.js").then((module) => module.pictureWidget),
  signature: () => import("./signature.js").then((module) => module.signatureWidget),
  audio: () => import("./audio.js").then((module) => module.audioWidget),
  barcode: () => import("./barcode.js").then((module) => module.barcodeWidget),
};

/** The widget of a question: {element, refresh(), focus(), settle()?}. */
export async function widgetFor(question, desk) {
  const { kind } = question;
  if (kind === "note") return { element: el("div", { hidden: true }), refresh() {}, focus() {} };
  if (kind === "one") return isLong(question) ? longListWidget(question, desk) : choicesWidget(question, desk);
  if (kind === "many") return choicesWidget(question, desk);
  if (kind === "whole" || kind === "decimal") return numberWidget(question, desk);
  if (kind === "date" || kind === "time" || kind === "moment") return dateWidget(question, desk);
  if (kind === "text") return textWidget(question, desk);
  if (RARE[kind]) return (await RARE[kind]())(question, desk);
  return { element: el("p", { class: "notice notice-warning" }, say("kind_unknown")), refresh() {}, focus() {} };
}

function isLong(question) {
  return question.has("autocomplete") || question.choices.length > LONG;
}
