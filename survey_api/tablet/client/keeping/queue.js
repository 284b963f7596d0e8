// Finished interviews, sealed, until the service has acknowledged them: nothing here can be opened on the tablet.

import { newListeners } from "./listeners.js";
import { KeepingProblem } from "./problems.js";
import { sealInterview } from "./sealing.js";
import { fromBase64 } from "./bytes.js";

export function newQueue({ database, crypto, door, drafts, work, now }) {
  const listeners = newListeners();

  async function list() {
    const rows = await database.read(["queue"], ({ queue }) => queue.all());
    return rows.sort((one, other) => one.sealedAt.localeCompare(other.sealedAt));
  }

  // `also` is written to `work` in the same breath: {name: value}. A second call for the same interview changes nothing.
  async function finish(id, { xml, files = [] }, also = {}) {
    await drafts.settled();
    const { kind, form } = await drafts.read(id).catch((error) => unlessQueued(id, error));
    if (!form) return;
    const sealedAt = now().toISOString();
    const receiving = await door.receiving();
    if (!receiving) throw new KeepingProblem("no_receiving_key");
    const sealed = await sealInterview(crypto, receiving, fromBase64(receiving.public), { xml, files, sealedAt });
    const row = rowOf({ id, kind, form, sealedAt }, sealed);
    const noted = await work.lockedRows(also);
    await database.write(["queue", "sealed", "drafts", "work", "keys"], async (stores) => {
      await door.stand(stores.keys);
      await stores.queue.put(id, row);
      await stores.sealed.put(id, sealed);
      await stores.drafts.delete(id);
      await Promise.all(noted.map(([name, box]) => stores.work.put(name, box)));
    });
    drafts.forget(id);
    listeners.tell();
  }

  const rowOf = (told, sealed) => ({ ...told, size: sealed.length, attempts: 0, lastTried: null, problem: null });

  // What another tablet sealed; what is here already stays as it is.
  async function take(told, sealed) {
    await database.write(["queue", "sealed"], async (stores) => {
      if (await stores.queue.get(told.id)) return;
      await stores.queue.put(told.id, rowOf(told, sealed));
      await stores.sealed.put(told.id, sealed);
    });
    listeners.tell();
  }

  async function unlessQueued(id, error) {
    const queued = await database.read(["queue"], ({ queue }) => queue.get(id));
    if (!queued) throw error;
    return {};
  }

  async function tried(id, problem) {
    await database.write(["queue"], async ({ queue }) => {
      const row = await queue.get(id);
      if (row) {
        await queue.put(id, { ...row, attempts: row.attempts + 1, lastTried: now().toISOString(), problem });
      }
    });
    listeners.tell();
  }

  async function acknowledged(id) {
    await database.write(["queue", "sealed"], async (stores) => {
      await stores.queue.delete(id);
      await stores.sealed.delete(id);
    });
    listeners.tell();
  }

  async function sealedBytes(id) {
    const found = await database.read(["sealed"], ({ sealed }) => sealed.get(id));
    if (!found) throw new KeepingProblem("not_queued");
    return found;
  }

  return { list, finish, take, tried, acknowledged, sealedBytes, onChange: listeners.on };
}
