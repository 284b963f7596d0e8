// The tablet itself: language, secrets, versions, what is to be done when somebody insists, signing out.

import { say } from "../words/words.js";
import { agreed } from "./ask.js";
import { banner, button, el, field, form, icon } from "./elements.js";
import { enrol, readCode, readTeamCode } from "./enrolling.js";
import { languageChoice } from "./language_choice.js";
import { passphraseField } from "./passphrase_field.js";
import { versionHere } from "./updates.js";

const UNKNOWN = "tablet_keeping.device_unknown";

export async function viewSettings(desk) {
  const { keeping } = desk;
  const [drafts, queue, forms] = await Promise.all([keeping.drafts.list(), keeping.queue.list(), keeping.forms.list()]);
  return [
    panel("language", "language", languageChoice(say("tablet.language"))),
    panel("person", "this_tablet", facts([["interviewer", keeping.identity.interviewer], ["team", keeping.identity.team], ["device", keeping.identity.device]]), newCode(desk)),
    keeping.identity.hasTeamCode ? null : panel("home", "team_code", teamCode(desk)),
    panel("lock", "change_passphrase", el("details", { class: "more" }, el("summary", {}, say("tablet.change")), changePassphrase(desk))),
    panel("card", "referral", el("a", { class: "button quiet", href: "#/referral" }, icon("card"), el("span", {}, say("tablet.open_referral")))),
    panel("again", "versions", versions(desk, forms)),
    panel("erase", "forget_drafts", forget(desk, drafts)),
    panel("forth", "sign_out", signOut(desk, drafts, queue)),
  ];
}

function panel(drawing, code, ...content) {
  return el("section", { class: "panel", "data-panel": code }, el("h2", {}, drawing === "language" ? null : icon(drawing), say(`tablet.${code}`)), content.flat());
}

function facts(rows) {
  return el("dl", { class: "facts" }, rows.map(([code, value]) => el("div", {}, el("dt", {}, say(`tablet.${code}`)), el("dd", {}, el("bdi", {}, value)))));
}

function teamCode(desk) {
  const input = el("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "ltr" });
  const learn = async () => {
    const key = readTeamCode(input.value);
    if (!key) throw { code: "tablet.not_a_team_code", values: {} };
    await desk.keeping.hints.learn(key);
    await desk.refresh();
    desk.syncSoon();
  };
  return [el("p", { class: "muted" }, say("tablet.team_code_words")), form(learn, say("tablet.keep"), field(say("tablet.team_code"), input))];
}

// A service that was set up anew does not know the tablet: a new code, and what is kept here goes on.
function newCode(desk) {
  if (desk.sending.state.lastProblem?.code !== UNKNOWN) return [];
  const input = el("input", { class: "code", autocapitalize: "characters", autocomplete: "off", spellcheck: "false", dir: "ltr" });
  const become = async () => {
    const code = readCode(input.value);
    if (!code) throw { code: "tablet.not_a_code", values: {} };
    await desk.keeping.becomeDevice(await enrol(code));
    await desk.sync();
    await desk.refresh();
  };
  return form(become, say("tablet.next"), field(say("tablet.code"), input, { hint: say("tablet.code_hint") }));
}

function changePassphrase(desk) {
  const old = passphraseField(say("tablet.old_passphrase"));
  const fresh = passphraseField(say("tablet.new_passphrase"), { judged: true });
  const pin = el("input", { type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6", dir: "ltr" });
  const change = async () => {
    await desk.keeping.changePassphrase(old.value, { passphrase: fresh.value, pin: pin.value });
    place.replaceChildren(banner("good", icon("check"), el("p", {}, say("tablet.passphrase_changed"))));
  };
  const place = form(change, say("tablet.change"), old.element, fresh.element, field(say("tablet.new_pin"), pin, { hint: say("tablet.pin_hint") }));
  return place;
}

function versions(desk, forms) {
  const rows = [[say("tablet.app_version"), versionHere()], ...forms.map(({ title, form, version }) => [title || form, version])];
  const list = el("dl", { class: "facts" }, rows.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, el("bdi", {}, value)))));
  if (!desk.updates.waiting) return [list, el("p", { class: "muted" }, say("tablet.up_to_date"))];
  const take = async () => {
    if (!(await desk.updates.take())) throw { code: "tablet.update_later", values: {} };
  };
  return [list, banner("warn", el("div", {}, el("p", {}, say("tablet.update_ready")), button(say("tablet.take_update"), take, { style: "strong", "data-do": "update" })))];
}

// Somebody stands there and insists: what is not finished goes at once, and the tablet closes.
function forget(desk, drafts) {
  const now = async () => {
    const sure = await agreed({ title: say("tablet.forget_title", { n: drafts.length }), words: say("tablet.forget_gone"), yes: say("tablet.forget_yes"), tone: "bad" });
    if (sure) await desk.forgetDrafts();
  };
  return [el("p", { class: "muted" }, say("tablet.forget_words", { n: drafts.length })), button(say("tablet.forget_drafts"), now, { drawing: "erase", style: "bad", "data-do": "forget" })];
}

function signOut(desk, drafts, queue) {
  if (drafts.length || queue.length) {
    return el("p", { class: "muted" }, say("tablet.not_yet_sign_out", { drafts: drafts.length, unsent: queue.length }));
  }
  const out = async () => {
    const sure = await agreed({ title: say("tablet.sign_out"), words: say("tablet.sign_out_words"), yes: say("tablet.sign_out"), tone: "bad" });
    if (sure) await desk.keeping.wipe("signed-out");
  };
  return [el("p", { class: "muted" }, say("tablet.sign_out_words")), button(say("tablet.sign_out"), out, { style: "quiet", "data-do": "sign-out" })];
}
