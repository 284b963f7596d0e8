// What the screens work with: what is known and to be done, and the deeds that begin, finish, send and forget.

import { factsOfCase, factsOfListing, newDraft } from "./records.js";
import { sendAnswers } from "./answers.js";
import { versionHere } from "./updates.js";
import { worklist } from "./worklist.js";

const RETURNED = "returned";

export function newDesk({ keeping, sending, updates, go, refresh, freshen, tell, now }) {
  const read = (name) => keeping.work.read(name);
  const tablet = () => read("tablet");
  let syncing = null;
  let askedAgain = false;

  async function work() {
    const [assignment, done, drafts] = await Promise.all([read("assignment"), read("done"), keeping.drafts.list()]);
    return worklist({ assignment, done: done ?? [], drafts, interviewer: keeping.identity.interviewer, now: now() });
  }

  // Hints in words, by unit; one that another team's key locked is left out.
  async function hints() {
    if (!keeping.identity.hasTeamCode) return {};
    const kept = Object.entries(await keeping.hints.kept()).filter(([, { sealed }]) => sealed);
    const opened = await Promise.all(kept.map(async ([unit, { sealed }]) => [unit, await keeping.hints.open(sealed).catch(() => null)]));
    return Object.fromEntries(opened.filter(([, text]) => text));
  }

  async function partOf(kind) {
    const found = (await tablet())?.forms?.[kind];
    if (!found) throw { code: "tablet.no_form_yet", values: {} };
    await keeping.forms.read(found.form, found.version);
    return found;
  }

  async function begin(kind, known, more = {}) {
    const form = await partOf(kind);
    await keepAndOpen(newDraft({ kind, form, code: versionHere(), known, now: now(), more }));
  }

  async function keepAndOpen(draft) {
    await keeping.drafts.save(draft);
    go(`/interview/${encodeURIComponent(draft.id)}`);
  }

  async function askNumbers(listing) {
    const address = `/field/psus/${encodeURIComponent(listing.psu_id)}/listing`;
    const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ blocks: listing.blocks.length + 1 }) };
    const given = await sending.json(address, request);
    const assignment = await read("assignment");
    const psus = assignment.psus.map((one) => (one.psu_id === listing.psu_id ? { ...one, ...given } : one));
    await keeping.work.write("assignment", { ...assignment, psus });
    await refresh();
  }

  // The whole record but for what stays at the office, which travels closed and goes back unread.
  async function beginReturned(one) {
    const told = await sending.json(`/field/returned/${encodeURIComponent(one.form)}/${encodeURIComponent(one.record)}`);
    await keeping.forms.read(told.form, told.version);
    const form = { form: told.form, version: told.version, facts: {} };
    const known = { unit_id: one.unit, case_id: one.case };
    await keepAndOpen(newDraft({
      kind: RETURNED, form, code: versionHere(), known, now: now(),
      more: { instance: told.xml, withheld: told.withheld, closed: told.closed, comments: one.questions, returned: { record: one.record, deprecated: told.instance } },
    }));
  }

  // One sync at a time; asked for during one, the next follows it, for what was finished meanwhile.
  function sync() {
    if (syncing) {
      askedAgain = true;
      return syncing;
    }
    syncing = once().finally(() => {
      syncing = null;
      if (askedAgain) sync();
      askedAgain = false;
    });
    return syncing;
  }

  // What interviewers answered to comments goes out with it; a newer version is looked for, however long that takes.
  async function once() {
    await sending.sync();
    if (keeping.state !== "open") return;
    await sendAnswers(keeping, sending).catch(() => {}); // it is tried again with the next sync
    updates.look();
    await freshen();
  }

  async function forgetDrafts() {
    for (const { id } of await keeping.drafts.list()) await keeping.drafts.remove(id);
    keeping.close();
  }

  async function saveRescue() {
    const address = URL.createObjectURL(await keeping.rescue());
    const link = document.createElement("a");
    link.href = address;
    link.download = `amem-${keeping.credentials?.device ?? "tablet"}-${now().toISOString().slice(0, 16).replace(/:/g, "")}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  return {
    keeping, sending, updates, now, refresh, tell, go, tablet, hints, sync, saveRescue, forgetDrafts, askNumbers, beginReturned,
    worklist: work,
    syncSoon: () => void sync(),
    beginAtCase: (kind, one) => begin(kind, factsOfCase(one, keeping.identity.interviewer)),
    beginListing: (listing, serial) => begin("listing", factsOfListing(listing, serial, keeping.identity.interviewer)),
    async askPersistence() {
      await keeping.requestPersistence();
      await refresh();
    },
  };
}
