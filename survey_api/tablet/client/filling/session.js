// One interview being filled: its answers, where it stands, what was kept of it. No page in here.
import { answersOf, counts, goneWith, lostSince, repeatSizes } from "./changes.js";
import { openQuestionnaire } from "./engine.js";
import { bytesOf, keptFiles } from "./kept_files.js";
import { Trail } from "./paradata.js";
import { Saving } from "./saving.js";
import { screensOf } from "./screens.js";
import { withPlaces } from "./withheld.js";

export const END = "#end";

export class Session {
  /** Open a draft. `tell` hears how the keeping goes: "saving", "saved", "failed" with its problem. */
  static async open({ form, draft, keep, language, tell, now }) {
    const session = new Session({ form, draft, keep, tell, now });
    await session.#reopen(draft.instance || null, language);
    session.trail.noteNew("code ", draft.code);
    session.trail.note(draft.instance ? "form resume" : "form start");
    return session;
  }

  #form;
  #saving;
  #answers;
  #language;
  #order = null;

  constructor({ form, draft, keep, tell, now }) {
    this.#form = form;
    this.draft = draft;
    this.withheld = new Set(draft.withheld ?? []);
    this.trail = new Trail(draft.events ?? [], now);
    this.#saving = new Saving(keep, tell);
    this.now = now;
  }

  async #reopen(instance, language) {
    const { xml, media } = this.#form;
    const { facts, id, returned } = this.draft;
    this.questionnaire = await openQuestionnaire({ xml, media, facts: facts ?? {}, instance, files: this.draft.files, id, deprecated: returned?.deprecated });
    this.setLanguage(language);
    this.#answers = answersOf(this.questionnaire);
  }

  /** How far a screen is in the form, from 0 to 1: what is not asked counts as done, so that it never goes back. */
  farness(screen) {
    if (screen.key === END) return 1;
    this.#order ??= new Map([...everyPath(this.questionnaire.parts)].map((path, index) => [path, index]));
    const path = (screen.repeat ?? screen.questions[0]).reference.replace(/\[\d+\]/g, "");
    return (this.#order.get(path) ?? 0) / this.#order.size;
  }

  get language() {
    return this.#language;
  }

  setLanguage(code) {
    this.#language = code;
    this.questionnaire.setLanguage(code);
  }

  get screens() {
    return screensOf(this.questionnaire, { withheld: this.withheld, commented: (question) => this.commentsOn(question).length > 0 });
  }

  /** What reviewers said about a question. */
  commentsOn(question) {
    return (this.draft.comments ?? []).filter((one) => one.path === question.path && (one.position ?? "") === question.position);
  }

  reply(comment, text) {
    comment.reply = text;
    return this.save();
  }

  /** What a smaller count would take away, before it is given. */
  wouldLose(question, value) {
    return goneWith(this.questionnaire, question, value);
  }

  counts(question) {
    return counts(this.questionnaire, question);
  }

  /**
   * Answer a question and keep it. What other answers were lost is told: {cleared, dropped}. Where instances of a
   * repeat would go of which nobody was asked, nothing changes: {undone: true, dropped}; `agreed` lets them go.
   */
  async answer(question, value, { agreed = false } = {}) {
    const sizes = repeatSizes(this.questionnaire);
    const before = this.questionnaire.xml;
    question.answer(value);
    const answers = answersOf(this.questionnaire);
    const lost = lostSince(this.#answers, answers, this.questionnaire, question.reference);
    if (!agreed && lost.dropped.length && fewer(sizes, repeatSizes(this.questionnaire))) {
      const labels = lost.dropped.map((one) => one.label);
      await this.#reopen(before, this.#language);
      return { undone: true, cleared: [], dropped: labels };
    }
    this.#answers = answers;
    if (question.isFile) this.draft.files = await keptFiles(this.questionnaire, this.draft.files);
    this.save();
    return lost;
  }

  /** The questions that stand in the way of finishing. */
  get problems() {
    return [...this.questionnaire.asked()].filter((question) => !this.withheld.has(question.path) && question.problem);
  }

  /** The screen that comes up is where the draft will be opened again. */
  standAt(screen) {
    this.draft.place = screen.key;
    if (screen.key === END) this.trail.enter("end screen", "");
    else this.trail.enter(screen.questions.length > 1 ? "group questions" : "question", screen.questions[0]?.reference ?? "");
    return this.save();
  }

  save() {
    return this.#saving.save(() => {
      this.draft.instance = withPlaces(this.questionnaire.xml, [...this.withheld]);
      this.draft.events = this.trail.events;
      this.draft.updated = new Date(this.now()).toISOString();
      return this.draft;
    });
  }

  /** The finished record with its files, and what was replied to reviewers. */
  async finished() {
    this.trail.leave();
    this.trail.note("form finalize");
    const xml = await this.questionnaire.finished();
    const files = await Promise.all(this.questionnaire.files.map(async ({ name, file }) => ({ name, type: file.type, bytes: await bytesOf(file) })));
    const audit = { name: "audit.csv", type: "text/csv", bytes: new TextEncoder().encode(this.trail.csv) };
    const replies = (this.draft.comments ?? []).filter((one) => one.reply).map(({ thread, reply }) => ({ thread, text: reply }));
    return { xml: withPlaces(xml, [...this.withheld]), files: [...files, audit], replies };
  }
}

function fewer(before, after) {
  return [...before].some(([repeat, size]) => (after.get(repeat) ?? size) < size);
}

/** Every place of the form in its order, asked or not. */
function* everyPath(parts) {
  for (const part of parts) {
    yield part.reference.replace(/\[\d+\]/g, "");
    if (part.parts) yield* everyPath(part.parts);
  }
}
