// Interviews under way: saved at every answer, each revision locked for its own place, read again as they were left.

import { lockBytes, lockValue, openValue } from "./boxes.js";
import { utf8 } from "./bytes.js";
import { KeepingProblem } from "./problems.js";

const WIPED = "tablet_keeping.new";
const place = (id, rev) => `${id}|${rev}`;
const cardPlace = (id, rev) => `${id}|${rev}|card`;

// What a list shows of a draft without opening it.
const cardOf = ({ kind, form, version, code, title, updated, place: where }) => ({
  kind,
  form,
  version,
  code,
  title,
  updated,
  place: where,
});

export function newDrafts({ database, crypto, door, now }) {
  const revisions = new Map(); // the last one of each draft that this tab read or saved, while it may
  const unsaved = new Map(); // locked rows that the disk had no room for: for the rescue file
  let last = null; // the row that was written last, should the browser clear its storage
  const gone = new Set(); // finished or removed: what comes too late does not bring it back
  let saving = Promise.resolve(); // one save after the other, in the order in which they were asked for

  door.onState((state) => {
    if (state !== "closed") return;
    revisions.clear(); // another tab may go on with them
    last = null;
  });

  async function rows() {
    const onDisk = await database.read(["drafts"], (stores) => stores.drafts.all());
    const known = last ? [[last.id, last]] : [];
    return [...new Map([...known, ...onDisk.map((row) => [row.id, row]), ...unsaved]).values()];
  }

  async function list() {
    const key = door.key();
    return Promise.all(
      (await rows()).map(async ({ id, rev, card }) => ({
        id,
        ...(await openValue(crypto, key, card, cardPlace(id, rev))),
      })),
    );
  }

  // As this tab last had it, whether or not the disk took it.
  async function read(id) {
    const key = door.key();
    const onDisk = await database.read(["drafts"], (stores) => stores.drafts.get(id));
    const found = unsaved.get(id) ?? onDisk ?? (last?.id === id ? last : null);
    if (!found) throw new KeepingProblem("no_such_draft");
    const draft = await openValue(crypto, key, found.box, place(id, found.rev));
    const rev = unsaved.has(id) ? (onDisk?.rev ?? 0) : found.rev;
    revisions.set(id, rev);
    return { ...draft, id, rev };
  }

  async function save(draft) {
    const key = door.key(); // a screen that is locked meanwhile does not lose what was answered before
    const whole = { ...draft, updated: now().toISOString() };
    const text = JSON.stringify(whole); // as it is now: the form goes on while this is being written
    const saved = saving.then(() => write(key, whole, text));
    saving = saved.catch(() => {});
    return saved;
  }

  async function write(key, draft, text) {
    if (gone.has(draft.id)) throw new KeepingProblem("no_such_draft");
    const before = revisions.get(draft.id) ?? draft.rev ?? 0;
    const row = await locked(key, draft, text, before + 1);
    try {
      await database.write(["drafts", "keys"], async ({ drafts, keys }) => {
        const [cleared, found] = [await door.stand(keys), await drafts.get(draft.id)];
        if (!cleared && (found?.rev ?? 0) !== before) throw new KeepingProblem("draft_overtaken");
        await drafts.put(draft.id, row);
      });
    } catch (error) {
      if (error.code !== WIPED) unsaved.set(draft.id, row);
      throw error;
    }
    unsaved.delete(draft.id);
    revisions.set(draft.id, row.rev);
    last = row;
    return { rev: row.rev, updated: draft.updated };
  }

  async function locked(key, draft, text, rev) {
    const { id, code, form, version } = draft;
    const [box, card] = await Promise.all([
      lockBytes(crypto, key, utf8(text), place(id, rev)),
      lockValue(crypto, key, cardOf(draft), cardPlace(id, rev)),
    ]);
    return { id, rev, code, form, version, box, card };
  }

  async function remove(id) {
    await saving;
    await database.write(["drafts"], ({ drafts }) => drafts.delete(id));
    forget(id);
  }

  function forget(id) {
    gone.add(id);
    revisions.delete(id);
    unsaved.delete(id);
    if (last?.id === id) last = null;
  }

  return {
    list,
    read,
    save,
    remove,
    // Which code and which forms drafts hold on to; also while all is locked.
    async needs() {
      return (await rows()).map(({ id, code, form, version }) => ({ id, code, form, version }));
    },
    settled: () => saving,
    forget,
    forgetAll() {
      revisions.clear();
      unsaved.clear();
      last = null;
    },
    async everything() {
      const key = door.key();
      return Promise.all(
        (await rows()).map(({ id, rev, box }) => openValue(crypto, key, box, place(id, rev))),
      );
    },
  };
}
