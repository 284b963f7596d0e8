// What an interviewer answered to reviewers: kept with the finished record, sent when there is a network.

const KEPT = "answers"; // in the work: [{form, record, answers: [{thread, text}]}]

export async function withAnswers(keeping, draft, replies) {
  if (!replies?.length || !draft.returned) return {};
  const kept = (await keeping.work.read(KEPT)) ?? [];
  return { [KEPT]: [...kept, { form: draft.form, record: draft.returned.record, answers: replies }] };
}

export async function sendAnswers(keeping, sending) {
  for (const one of (await keeping.work.read(KEPT)) ?? []) {
    const address = `/field/returned/${encodeURIComponent(one.form)}/${encodeURIComponent(one.record)}/answers`;
    await sending
      .ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ answers: one.answers }) })
      .catch(unlessRefused);
    const left = (await keeping.work.read(KEPT)).filter((other) => JSON.stringify(other) !== JSON.stringify(one));
    await keeping.work.write(KEPT, left);
  }
}

// The thread is closed, or the interview is gone: nobody waits for this answer any more.
function unlessRefused(error) {
  if (error.code !== "tablet_keeping.refused") throw error;
}
