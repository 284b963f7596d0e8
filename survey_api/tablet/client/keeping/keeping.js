// What the tablet keeps, as the rest of the app sees it. Whatever is refused is a KeepingProblem {code, values}: `say(code, values)`.

import { newDatabase } from "./database.js";
import { newDoor } from "./door.js";
import { newDrafts } from "./drafts.js";
import { newForms } from "./forms.js";
import { newHints } from "./hints.js";
import { newQueue } from "./queue.js";
import { bringRescue, rescue } from "./rescue.js";
import { newStorage } from "./storage.js";
import { wipe } from "./wiping.js";
import { newWork } from "./work.js";

export { isTeamCode } from "./hints.js"; // (crypto, hintKey, hint_check): before a tablet is begun with it
export { judgePassphrase, requirePin } from "./secrets.js"; // {words, characters, enough} of what is being typed; the PIN as read

export async function openKeeping({
  indexedDB = globalThis.indexedDB,
  crypto = globalThis.crypto,
  locks = globalThis.navigator?.locks,
  storage = globalThis.navigator?.storage,
  now = () => new Date(),
  ...databaseOptions
} = {}) {
  const database = newDatabase(indexedDB, databaseOptions);
  const door = await newDoor({ database, crypto, locks, now });
  const drafts = newDrafts({ database, crypto, door, now });
  const work = newWork({ database, crypto, door });
  const queue = newQueue({ database, crypto, door, drafts, work, now });
  const forms = newForms({ database });
  const hints = newHints({ crypto, door, work });
  const room = await newStorage(storage);

  return {
    get state() {
      return door.state; // "new", "closed" (passphrase), "locked" (PIN), "open"
    },
    get identity() {
      return door.identity && who(door.identity);
    },
    get credentials() {
      return door.credentials; // of the device, for sending; behind a locked screen too
    },
    onState: door.onState,
    begin: door.begin,
    open: door.open, // (passphrase, {takeOver: true}) takes the drafts over from another tab
    unlock: door.unlock,
    lock: door.lock,
    close: door.close,
    recover: door.recover,
    changePassphrase: door.changePassphrase,
    renew: door.renew,
    becomeDevice: ({ device, token, team }) => door.learn({ device, token, team }), // by a new code; drafts and queue stay

    drafts: { list: drafts.list, read: drafts.read, save: drafts.save, remove: drafts.remove, needs: drafts.needs },
    save: drafts.save,
    finish: queue.finish, // (id, {xml, files}, {name: value}): the values are written to `work` in the same transaction
    queue,
    work: { read: work.read, write: work.write },
    forms,
    hints,

    get storage() {
      return { ...room.known(), cleared: door.cleared }; // as they were when looked at last; when the browser cleared all
    },
    toldOfClearing: door.toldOfClearing, // once somebody has read it
    lookAtStorage: room.look,
    requestPersistence: room.requestPersistence,
    rescue: () => rescue({ crypto, door, drafts, queue, now }),
    bringRescue: (text) => bringRescue(text, queue), // the file of another tablet: its finished interviews, to be sent here
    wipe: (reason) => wipe(reason, { database, door, drafts, queue }),
  };
}

const who = ({ device, team, interviewer, hintKey }) => ({ device, team, interviewer, hasTeamCode: Boolean(hintKey) });
