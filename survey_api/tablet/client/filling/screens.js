// Which screens an interview has now: one question each, one page where the form says so or a battery of amounts.

const BATTERY = { from: 3, most: 6 };

/**
 * The screens in order: {key, section: {key, label}, headings, kind, questions}. Kinds: "question", "page" (several
 * at once), "kept" (answers that stayed at the office), "more" (one more instance of an open repeat?).
 */
export function screensOf(questionnaire, { withheld = new Set(), commented = () => false } = {}) {
  const laid = [];
  let section = null; // of the part before: loose questions stay with it
  const walk = (parts, place) => parts.filter((part) => part.relevant).forEach((part) => layPart(part, place));

  const layPart = (part, place) => {
    if (part.kind === "group") walk(part.parts, inside(part, place));
    else if (part.kind === "repeat") layInstances(part, inside(part, place));
    else layQuestion(part, place.section ? place : { ...place, section });
  };

  const inside = (group, place) => {
    const page = place.page ?? (group.isOnOnePage ? group.reference : null);
    if (!group.label) return { ...place, page };
    if (place.section) return { ...place, page, headings: [...place.headings, group.label] };
    section = { key: group.reference, label: group.label };
    return { section, headings: [], page };
  };

  const layInstances = (repeat, place) => {
    const instances = repeat.parts;
    instances.forEach((instance, index) => {
      const headings = [...place.headings.slice(0, -1), `${place.headings[place.headings.length - 1] ?? place.section?.label ?? ""} ${index + 1}/${instances.length}`];
      if (instance.relevant) walk(instance.parts, { ...place, headings, page: place.page && instance.reference });
    });
    if (repeat.isOpen) laid.push({ key: `${repeat.reference}#more`, kind: "more", repeat, questions: [], ...place });
  };

  const layQuestion = (question, place) => {
    const last = laid[laid.length - 1];
    if (withheld.has(question.path)) layKept(question, place, last);
    else if (joins(question, last, place)) last.questions.push(question);
    else laid.push({ key: question.reference, kind: "question", questions: [question], ...place });
  };

  const layKept = (question, place, last) => {
    if (question.kind === "note") return;
    const talked = commented(question);
    if (!talked && last?.kind === "kept" && !last.talked && last.section?.key === place.section?.key) last.questions.push(question);
    else laid.push({ key: question.reference, kind: "kept", talked, questions: [question], ...place });
  };

  walk(questionnaire.parts, { section: null, headings: [], page: null });
  return laid.flatMap(inPages);
}

/** Whether a question stands on the screen before it: same page of the form, read-back of a number, same battery. */
function joins(question, last, place) {
  if (!last || last.kind === "kept" || last.kind === "more") return false;
  const before = last.questions[last.questions.length - 1];
  if (place.page) return last.page === place.page;
  if (last.page) return false;
  if (question.kind === "note") return before.kind === "decimal" && sameGroup(question, before);
  return isOfBattery(question) && isOfBattery(before) && sameGroup(question, before) && question.constraint === before.constraint && question.condition === before.condition;
}

const isOfBattery = (question) => question.kind === "whole" && question.required;
const sameGroup = (one, other) => parent(one) === parent(other);
const parent = (question) => question.reference.slice(0, question.reference.lastIndexOf("/"));

/** A screen as it is shown: a battery in pages of one size, two amounts as two screens. */
function inPages(screen) {
  const count = screen.questions.length;
  const asked = screen.questions.filter((question) => question.kind !== "note").length;
  if (screen.kind !== "question" || count === 1) return [screen];
  if (screen.page) return [{ ...screen, kind: "page" }];
  if (asked <= 1) return [screen];
  const size = asked < BATTERY.from ? 1 : Math.ceil(count / Math.ceil(count / BATTERY.most));
  return Array.from({ length: Math.ceil(count / size) }, (_, page) => {
    const questions = screen.questions.slice(page * size, (page + 1) * size);
    return { ...screen, key: questions[0].reference, kind: questions.length > 1 ? "page" : "question", questions };
  });
}

/** The sections in order: {key, label, screens}. */
export function sectionsOf(screens) {
  const sections = [];
  for (const screen of screens) {
    const last = sections[sections.length - 1];
    const key = screen.section?.key ?? "";
    if (last && last.key === key) last.screens.push(screen);
    else sections.push({ key, label: screen.section?.label ?? "", screens: [screen] });
  }
  return sections;
}
