// Making a tablet one of the team's: code, interviewer, passphrase, PIN, the team's code; once, one step after the other.

import { isTeamCode, judgePassphrase, requirePin } from "../keeping/keeping.js";
import { say } from "../words/words.js";
import { banner, button, el, field, form, icon, sentenceOf } from "./elements.js";
import { enrol, readCode, readTeamCode, surveyOf } from "./enrolling.js";
import { languageChoice } from "./language_choice.js";
import { passphraseField } from "./passphrase_field.js";
import { pinPad } from "./pin_pad.js";
import { canScan, scan } from "./scanning.js";

const STEPS = ["code", "interviewer", "passphrase", "pin", "team"];

/** `told`: what must be said first (the tablet was withdrawn, sealed interviews wait). */
export function newSignIn(place, { keeping, begun, told = [], code = null }) {
  const known = { code };
  let step = "code";

  function show(next = step, problem = null) {
    step = next;
    const content = { code: codeStep, interviewer: interviewerStep, passphrase: passphraseStep, pin: pinStep, team: teamStep }[step]();
    place.replaceChildren(
      el("main", { class: "door" },
        el("div", { class: "door-card" },
          languageChoice(say("tablet.language")),
          el("p", { class: "steps" }, say("tablet.step", { n: STEPS.indexOf(step) + 1, all: STEPS.length })),
          problem ? banner("bad", sentenceOf(problem)) : null, step === "code" ? told : null, content,
          known.device ? el("p", { class: "hint", "data-what": "spent" }, say("tablet.code_spent")) : null)));
    (place.querySelector("[data-first]") ?? place.querySelector("h1"))?.focus();
  }

  const titled = (title, words, ...content) => el("div", { class: "door-step" }, el("h1", { tabindex: "-1" }, title), words ? el("p", { class: "lead" }, words) : null, content);

  function codeStep() {
    const input = el("input", { class: "code", value: known.code ?? "", autocapitalize: "characters", autocomplete: "off", spellcheck: "false", dir: "ltr", "data-first": true });
    const next = async () => {
      const read = readCode(input.value);
      if (!read) throw { code: "tablet.not_a_code", values: {} };
      known.device = await enrol(read);
      await survey();
    };
    const scanned = async () => {
      const text = await scan(place.querySelector(".door-card"));
      if (text) input.value = readCode(text) ?? text;
    };
    return titled(say("tablet.welcome"), say("tablet.welcome_words"),
      form(next, say("tablet.next"), field(say("tablet.code"), input, { hint: say("tablet.code_hint") }),
        canScan() ? button(say("tablet.scan"), scanned, { drawing: "scan", style: "quiet wide" }) : null));
  }

  // The code is spent once it was taken; from here on only the network can be missing.
  async function survey() {
    known.survey = await surveyOf(known.device).catch((problem) => {
      show("interviewer", problem);
      return null;
    });
    if (known.survey) show("interviewer");
  }

  function interviewerStep() {
    if (!known.survey) return titled(say("tablet.enrolled", { team: known.device.team }), "", button(say("tablet.try_again"), survey, { style: "strong wide" }));
    const people = known.survey.interviewers ?? [];
    const take = (interviewer) => {
      known.interviewer = interviewer;
      show("passphrase");
    };
    const input = el("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "ltr", "data-first": people.length ? null : true });
    const typed = () => {
      if (!input.value.trim()) throw { code: "tablet.no_interviewer", values: {} };
      take(input.value.trim());
    };
    const other = form(typed, say("tablet.next"), field(say("tablet.your_name"), input, { hint: say("tablet.your_name_hint") }));
    return titled(say("tablet.who_are_you"), say("tablet.enrolled", { team: known.device.team }),
      el("ul", { class: "people" }, people.map((one) => el("li", {}, el("button", { type: "button", class: "button quiet wide", onclick: () => take(one) }, icon("person"), el("bdi", {}, one))))),
      people.length ? el("details", { class: "more" }, el("summary", {}, say("tablet.not_in_list")), other) : other);
  }

  function passphraseStep() {
    const first = passphraseField(say("tablet.passphrase"), { judged: true });
    const again = passphraseField(say("tablet.passphrase_again"));
    first.input.dataset.first = true;
    again.input.autocomplete = "new-password";
    const next = () => {
      if (!judgePassphrase(first.value).enough) throw { code: "tablet_keeping.weak_passphrase", values: { words: 4, characters: 16 } };
      if (first.value !== again.value) throw { code: "tablet.not_the_same", values: {} };
      known.passphrase = first.value;
      show("pin");
    };
    return titled(say("tablet.choose_passphrase"), say("tablet.choose_passphrase_words"), form(next, say("tablet.next"), first.element, again.element));
  }

  function pinStep() {
    let chosen = null;
    const title = el("h1", { tabindex: "-1" }, say("tablet.choose_pin"));
    const pad = pinPad(say("tablet.pin"), async (pin) => {
      if (!chosen) {
        requirePin(pin); // said when the first of the two is typed, not at the very end
        chosen = pin;
        title.textContent = say("tablet.pin_again");
        return;
      }
      if (chosen !== pin) {
        chosen = null;
        title.textContent = say("tablet.choose_pin");
        throw { code: "tablet.not_the_same_pin", values: {} };
      }
      known.pin = pin;
      show("team");
    });
    pad.dataset.first = true;
    return el("div", { class: "door-step" }, title, el("p", { class: "lead" }, say("tablet.choose_pin_words")), pad);
  }

  function teamStep() {
    const input = el("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "ltr", "data-first": true });
    const scanned = async () => {
      const text = await scan(place.querySelector(".door-card"));
      if (text) input.value = text;
    };
    const next = async () => {
      const hintKey = readTeamCode(input.value);
      const { hint_check: check } = known.survey;
      if (!hintKey || (check && !(await isTeamCode(crypto, hintKey, check)))) throw { code: "tablet.not_a_team_code", values: {} };
      return begin(hintKey);
    };
    return titled(say("tablet.team_code"), say("tablet.team_code_words"),
      form(next, say("tablet.finish_sign_in"), field(say("tablet.team_code"), input),
        canScan() ? button(say("tablet.scan"), scanned, { drawing: "scan", style: "quiet wide" }) : null),
      button(say("tablet.without_team_code"), () => begin(null), { style: "quiet wide", "data-do": "skip" }));
  }

  async function begin(hintKey) {
    const { device, survey: { receiving, recovery }, interviewer, passphrase, pin } = known;
    await keeping.begin({ ...device, interviewer, passphrase, pin, receiving, recovery: recovery ?? null, hintKey });
    await begun();
  }

  show();
  return { again: () => show() };
}
