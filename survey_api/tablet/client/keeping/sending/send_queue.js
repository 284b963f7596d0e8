// What is finished goes to the service, oldest first, what failed before last; it is removed here once the service has said that it has it.

import { KeepingProblem } from "../problems.js";

const SUBMISSION = "/openrosa/submission";
const PART = "xml_submission_file";
const TYPE = "application/vnd.amem.sealed";
const ACKNOWLEDGED = [201, 202]; // 200 is what a hotel's sign-in page answers
const THIS_ONE_ALONE = ["refused", "service_failed", "not_queued"].map((code) => `tablet_keeping.${code}`);

// Raises what ended it; what concerns one interview alone is noted with it, and the others go on.
export async function sendQueue(service, queue) {
  const tried = new Set();
  let problem = null;
  for (;;) {
    const [next] = (await queue.list()).filter(({ id }) => !tried.has(id)).sort((one, other) => one.attempts - other.attempts);
    if (!next) break;
    tried.add(next.id);
    try {
      await send(service, await queue.sealedBytes(next.id));
      await queue.acknowledged(next.id);
    } catch (error) {
      if (!(error instanceof KeepingProblem)) throw error;
      await queue.tried(next.id, { code: error.code, values: error.values });
      if (!THIS_ONE_ALONE.includes(error.code)) throw error;
      problem ??= error;
    }
  }
  if (problem) throw problem;
}

async function send(service, sealed) {
  const body = new FormData();
  body.append(PART, new Blob([sealed], { type: TYPE }), "sealed");
  const response = await service.ask(SUBMISSION, { method: "POST", body });
  if (!ACKNOWLEDGED.includes(response.status)) throw new KeepingProblem("not_our_service");
}
