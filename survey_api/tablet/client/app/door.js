// In front of a closed or locked tablet: the passphrase, the PIN, a forgotten passphrase.

import { say } from "../words/words.js";
import { banner, button, el, field, form, sentenceOf } from "./elements.js";
import { languageChoice } from "./language_choice.js";
import { passphraseField } from "./passphrase_field.js";
import { pinPad } from "./pin_pad.js";

const OTHER_TAB = "tablet_keeping.other_tab";

export function lockedScreen({ keeping, waiting }) {
  return el("div", { class: "door" },
    el("div", { class: "door-card" },
      el("h1", {}, say("tablet.locked")), el("p", { class: "lead" }, say("tablet.locked_words")), waiting,
      pinPad(say("tablet.pin"), (pin) => keeping.unlock(pin)),
      button(say("tablet.use_passphrase"), () => keeping.close(), { style: "plain wide" })));
}

export function showClosed(place, { keeping, waiting, problem = null }) {
  const show = (content) => place.replaceChildren(el("main", { class: "door" }, el("div", { class: "door-card" }, languageChoice(say("tablet.language")), content)));
  const screen = (title, words, content) => el("div", { class: "door-step" }, el("h1", { tabindex: "-1" }, title), words ? el("p", { class: "lead" }, words) : null, content);

  function passphrase() {
    const typed = passphraseField(say("tablet.passphrase"));
    const open = async () => {
      try {
        await keeping.open(typed.value);
      } catch (error) {
        if (error.code !== OTHER_TAB) throw error;
        takeOver(typed.value);
      }
    };
    show(screen(say("tablet.closed"), "", [
      problem ? banner("bad", sentenceOf(problem)) : null,
      waiting,
      form(open, say("tablet.open"), typed.element),
      button(say("tablet.forgotten"), forgotten, { style: "plain wide", "data-do": "forgotten" }),
    ]));
    typed.input.focus();
  }

  function takeOver(typed) {
    show(screen(say("tablet.other_tab"), say(OTHER_TAB), [
      button(say("tablet.go_on_here"), () => keeping.open(typed, { takeOver: true }), { style: "strong wide" }),
      button(say("tablet.back"), passphrase, { style: "quiet wide" }),
    ]));
  }

  // The team's recovery code is on paper with the supervisor; with it comes a new passphrase.
  function forgotten() {
    const code = el("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "ltr" });
    const fresh = passphraseField(say("tablet.new_passphrase"), { judged: true });
    const pin = el("input", { type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6", dir: "ltr" });
    const recover = () => keeping.recover(code.value.trim(), { passphrase: fresh.value, pin: pin.value });
    show(screen(say("tablet.forgotten_title"), say("tablet.forgotten_words"), [
      form(recover, say("tablet.open"), field(say("tablet.recovery_code"), code), fresh.element, field(say("tablet.new_pin"), pin, { hint: say("tablet.pin_hint") })),
      button(say("tablet.back"), passphrase, { style: "quiet wide" }),
    ]));
    code.focus();
  }

  passphrase();
}
