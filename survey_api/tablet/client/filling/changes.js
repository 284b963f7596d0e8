// What an answer did to other answers: cleared by a list that changed, no longer asked, gone with an instance.

/** The answers that count now: reference -> {value, label, path}. */
export function answersOf(questionnaire) {
  const answers = new Map();
  for (const question of questionnaire.asked()) {
    if (question.kind !== "note" && question.value !== "") answers.set(question.reference, { question, value: question.value });
  }
  return answers;
}

/** What is lost since an earlier moment, except of the question that was answered: {cleared, dropped} as questions. */
export function lostSince(before, after, questionnaire, answered) {
  const lost = [...before].filter(([reference]) => !after.has(reference) && reference !== answered);
  if (!lost.length) return { cleared: [], dropped: [] };
  const asked = new Set([...questionnaire.asked()].map((question) => question.reference)); // an instance that went still says it is
  const chosen = (isAsked) => lost.filter(([reference]) => asked.has(reference) === isAsked).map(([, { question }]) => question);
  return { cleared: chosen(true), dropped: chosen(false) };
}

/** The instances with answers that a smaller count would take away: [{repeat, index, answers}]. */
export function goneWith(questionnaire, question, count) {
  const gone = [];
  for (const repeat of repeatsIn(questionnaire.parts)) {
    if (repeat.countedBy !== question.path) continue;
    repeat.parts.slice(Math.max(0, Number(count) || 0)).forEach((instance, index) => {
      const answers = [...questionnaire.asked([instance])].filter((one) => one.kind !== "note" && one.value !== "");
      if (answers.length) gone.push({ label: repeat.label, number: Math.max(0, Number(count) || 0) + index + 1, answers });
    });
  }
  return gone;
}

/** Whether some repeat has as many instances as this question says. */
export function counts(questionnaire, question) {
  return [...repeatsIn(questionnaire.parts)].some((repeat) => repeat.countedBy === question.path);
}

function* repeatsIn(parts) {
  for (const part of parts) {
    if (part.kind === "repeat") yield part;
    if (part.kind === "group" || part.kind === "repeat" || part.kind === "instance") yield* repeatsIn(part.parts);
  }
}

/** How many instances each repeat that is asked has. */
export function repeatSizes(questionnaire) {
  return new Map([...repeatsIn(questionnaire.parts)].map((repeat) => [repeat.reference, repeat.parts.length]));
}
