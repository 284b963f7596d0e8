// Filling in a form: one screen after the other, everything kept at once. What the shell opens.
//
// Beside the form and the draft, `openFilling` takes what the survey says about protection:
// protection = {alone: [paths that ask whether one is alone], referral: path of the note that hands out the card},
// card() opens the referral card, money = {paths, parts, unit: {fr, ar, en}, part: {fr, ar, en}} reads amounts back,
// position() resolves to {in_psu, band} or null (see position.js). All of them may be left out.
import { setLanguage } from "../words/words.js";
import { ask } from "./dialogs.js";
import { el } from "./elements.js";
import { viewEnd } from "./end_view.js";
import { newFrame } from "./frame.js";
import { goneInWords, letGo, linesOf } from "./losses.js";
import { viewKept, viewMore } from "./other_views.js";
import { viewQuestion } from "./question_view.js";
import { chooseSection } from "./sections_panel.js";
import { END, Session } from "./session.js";
import { formText, say } from "./wording.js";

/** Open a draft on the page. Resolves to {language(code), close()}. */
export async function openFilling(container, { form, draft, keep, finish, leave, language, hide, protection = {}, card = null, money = null, position = null, now = () => Date.now() }) {
  const session = await Session.open({ form, draft, keep, language, now, tell: (state, problem) => frame?.kept(state, problem) });
  const title = draft.title || form.title || form.form;
  const frame = newFrame(container, { title, onBack: () => turn(back), onNext: () => turn(next), onHide: () => conceal(), onSections: () => turn(sections), onLanguage: (code) => turn(() => speak(code)), onAgain: () => session.save() });
  let screen = null; // on which we are
  let views = [];
  let turning = Promise.resolve();
  let told = []; // of what answers did to others, since the last screen
  let closed = false;

  /** One thing after the other, however fast the thumb is. */
  const turn = (move) => (turning = turning.then(() => (closed ? null : move())).catch(report));
  const report = (error) => frame.notice([say("went_wrong", { what: String(error?.message ?? error) })]);

  const show = async (wanted, { notices = [] } = {}) => {
    const screens = session.screens;
    const index = wanted === END ? screens.length : Math.max(0, screens.findIndex((one) => one.key === wanted));
    const found = screens[index] ?? { key: END, kind: "end", questions: [], headings: [] };
    const shown = found.kind === "end" ? end() : found.kind === "kept" ? await kept(found) : found.kind === "more" ? more(found) : await questions(found);
    screen = found;
    views = shown.views ?? [];
    frame.place({ section: found.kind === "end" ? say("end") : found.section?.label, far: session.farness(found), isFirst: index === 0, isEnd: found.kind === "end" });
    frame.notice(notices);
    told = [];
    frame.screen.dataset.screen = found.key;
    frame.screen.replaceChildren(...shown.elements);
    frame.main.scrollTop = 0;
    if (views.length === 1 && isTyped(views[0].question)) views[0].focus();
    else (shown.heading ?? views[0]?.heading)?.focus({ preventScroll: true });
    session.standAt(found);
  };

  const questions = async (found) => {
    const made = [];
    for (const question of found.questions) made.push(await viewOf(question, made.length === 0));
    return { views: made, elements: [kicker(found), ...made.map((view) => view.element)].filter(Boolean) };
  };

  const viewOf = async (question, first) => {
    const special = protection.alone?.includes(question.path) ? "alone" : null;
    const view = await viewQuestion(question, { session, answer: safely, first, special, money: moneyOf(question) });
    if (protection.referral === question.path && card) view.element.append(el("button", { type: "button", class: "button strong wide", "data-do": "card", onclick: () => card() }, say("open_card")));
    return view;
  };

  const safely = (question, value, how) => answer(question, value, how).catch(report);

  const kicker = ({ headings }) => (headings?.length ? el("p", { class: "kicker" }, headings.join(" · ")) : null);

  const moneyOf = (question) => (money?.paths?.includes(question.path) ? { parts: money.parts, unit: money.unit[session.language], part: money.part[session.language] } : null);

  const kept = async ({ talked, questions: withheld }) => {
    const { heading, element } = viewKept(withheld.length);
    const remark = talked ? (await viewQuestion(withheld[0], { session, answer: safely, first: false, isKept: true })).element : null;
    return { heading, elements: [element, remark].filter(Boolean) };
  };

  const more = ({ repeat }) => {
    const add = async () => {
      repeat.add();
      session.trail.note("add repeat", repeat.reference);
      await session.save();
      await next();
    };
    const { heading, element } = viewMore(repeat, () => turn(add));
    return { heading, elements: [element] };
  };

  const end = () => {
    const { heading, element } = viewEnd({ problems: session.problems, goTo: (question) => turn(() => goTo(question)), finish: () => turn(close) });
    return { heading, elements: [element] };
  };

  const goTo = (question) => {
    const found = session.screens.find((one) => one.questions.some((asked) => asked.reference === question.reference));
    return show(found?.key ?? END);
  };

  /**
   * Answer a question; what else it changed is told, and asked before where instances of a repeat would go.
   * Resolves to false where nothing was changed in the end.
   */
  const answer = async (question, value, { agreed = false } = {}) => {
    const gone = agreed || !session.counts(question) ? [] : session.wouldLose(question, value);
    if (gone.length && !(await letGo(frame.element, gone.map(goneInWords)))) return false;
    const lost = await session.answer(question, value, { agreed: agreed || gone.length > 0 });
    if (lost.undone) return askAgain(question.reference, value, lost.dropped);
    if (!gone.length) tell(linesOf(lost));
    await refresh();
    return true;
  };

  const tell = (lines) => {
    told = lines.length ? lines : told;
    if (lines.length) frame.notice(lines);
  };

  const askAgain = async (reference, value, labels) => {
    const agreed = await letGo(frame.element, labels);
    await show(screen.key);
    const again = views.find((view) => view.question.reference === reference);
    return agreed && again ? answer(again.question, value, { agreed: true }) : false;
  };

  /** The screen after an answer: what it asks now that it did not before, and what it no longer asks. */
  const refresh = async () => {
    const at = screen;
    const now = session.screens.find((one) => one.key === at.key)?.questions ?? [];
    const shown = new Map(views.map((view) => [view.question.reference, view]));
    if (screen.kind === "question" || screen.kind === "page") {
      for (const view of views) if (!now.some((question) => question.reference === view.question.reference)) view.element.remove();
      const arranged = [];
      for (const question of now) {
        const view = shown.get(question.reference) ?? (await viewOf(question, arranged.length === 0));
        if (screen !== at) return; // the thumb was faster
        if (!shown.has(question.reference)) arranged.length ? arranged[arranged.length - 1].element.after(view.element) : frame.screen.prepend(view.element);
        arranged.push(view);
      }
      if (arranged.length) views = arranged;
    }
    views.forEach((view) => view.refresh());
  };

  /** Whether every question of the screen is in order; the first that is not gets the focus. */
  const inOrder = async () => {
    let wrong = null;
    for (const view of views) {
      const relevant = view.question.relevant;
      const good = !relevant || (await view.check());
      if (!good) wrong ??= view;
      if (!good && view.question.problem?.of === "constraint") session.trail.note("constraint error", view.question.reference);
    }
    wrong?.element.scrollIntoView({ block: "nearest" });
    wrong?.focus();
    return !wrong;
  };

  const settle = async () => {
    for (const view of views) await view.settle();
  };

  const next = async () => {
    if (await inOrder()) await show(keyBeside(1), { notices: told });
  };

  const back = async () => {
    await settle();
    await show(keyBeside(-1), { notices: told });
  };

  const keyBeside = (by) => {
    const { screens } = session;
    if (screen.key === END) return screens[screens.length - 1]?.key ?? END;
    const index = screens.findIndex((one) => one.key === screen.key || one.questions.some((question) => question.reference === screen.key));
    return screens[Math.max(0, index + by)]?.key ?? END;
  };

  const sections = async () => {
    await settle();
    const choice = await chooseSection(frame.element, { session, here: screen.key, title, hide: conceal });
    if (!choice) return;
    if (choice.leave) return leaveForLater();
    session.trail.note("jump", screen.key === END ? "" : screen.key);
    await show(choice.end ? END : choice.screen.key, { notices: told });
  };

  const leaveForLater = async () => {
    session.trail.leave();
    session.trail.note("form exit");
    await session.save();
    closeAll();
    leave();
  };

  const conceal = async () => {
    session.trail.note("hide", screen?.key === END ? "" : screen?.key ?? "");
    await hide();
    session.trail.note("unhide");
  };

  const speak = async (code) => {
    await settle();
    await setLanguage(code);
    session.setLanguage(code);
    session.trail.note(`language ${code}`);
    frame.words();
    frame.language(code);
    if (screen) await show(screen.key);
  };

  const close = async () => {
    const sure = await ask(frame.element, { title: say("finish_title"), body: formText(say("finish_words")), buttons: [{ value: "yes", label: say("finish_yes"), style: "strong" }, { value: "no", label: say("finish_no") }] });
    if (sure !== "yes") return;
    try {
      await finish(await session.finished());
      closeAll();
    } catch (problem) {
      session.trail.note("finalize error");
      frame.notice([say(problem?.code === "storage_full" ? "storage_full" : "not_finished")]);
    }
  };

  const closeAll = () => {
    closed = true;
    document.removeEventListener("visibilitychange", seen);
    container.replaceChildren();
  };

  /** A question of ours that nobody answered is taken back, so that closing waits for nobody. */
  const dropDialogs = () => frame.element.querySelectorAll("dialog").forEach((dialog) => dialog.dispatchEvent(new Event("cancel", { cancelable: true })));

  const seen = () => {
    session.trail.note(document.hidden ? "pause" : "resume", screen?.key === END ? "" : screen?.key ?? "");
    if (document.hidden) turn(settle);
  };
  document.addEventListener("visibilitychange", seen);

  frame.element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input.typed:not([type=search])")) turn(next);
  });

  frame.words();
  frame.language(language);
  const where = position && !draft.instance ? await position().catch(() => null) : null;
  if (where) session.trail.note(`position ${where.in_psu ? "in_psu" : "outside"} ${where.band}`);
  await show(draft.place || firstRemark(session) || "");
  return { language: (code) => turn(() => speak(code)), close: () => (dropDialogs(), turn(async () => (await settle(), await session.save(), closeAll()))) };
}

/** Whether the keyboard comes up by itself: the next thing to do is to type. */
function isTyped(question) {
  return ["whole", "decimal", "text"].includes(question.kind) && question.required && !question.readonly && question.value === "";
}

function firstRemark(session) {
  return session.screens.find((screen) => screen.questions.some((question) => session.commentsOn(question).length))?.key ?? null;
}
