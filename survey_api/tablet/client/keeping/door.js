// Who may read what the tablet keeps: nobody yet (new), whoever knows the passphrase (closed), or the PIN (locked), or it is open.

import { lockValue, openValue } from "./boxes.js";
import * as keys from "./keys.js";
import { newListeners } from "./listeners.js";
import { newOneTab } from "./one_tab.js";
import { KeepingProblem } from "./problems.js";
import { readPassphrase, readPin, requirePassphrase, requirePin } from "./secrets.js";

const TRIES = 5;
const IDENTITY = "identity";
const ROWS = ["passphrase", "recovery", "recoveryKey", "receiving", IDENTITY, "cleared"];

async function putRows(store, rows) {
  await Promise.all(Object.entries(rows).map(([name, value]) => store.put(name, value)));
}

export async function newDoor({ database, crypto, locks, now }) {
  const listeners = newListeners();
  const tab = newOneTab(locks, () => close());
  let state = (await row("passphrase")) ? "closed" : "new";
  let key = null; // in use, while open
  let warm = null; // the key, locked by the PIN, while open or locked
  let identity = null; // while open
  let credentials = null; // of the device, while open or locked: what is sealed is sent behind a locked screen
  let tries = 0;
  let rows = null; // what is stored of keys, locked as it is, while open or locked: should the browser clear its storage

  function row(name) {
    return database.read(["keys"], (stores) => stores.keys.get(name));
  }

  function allRows() {
    return database.read(["keys"], async ({ keys: store }) => {
      const read = ROWS.map(async (name) => [name, await store.get(name)]);
      return Object.fromEntries(await Promise.all(read));
    });
  }

  function become(next) {
    if (state === next) return;
    state = next;
    listeners.tell(state);
  }

  function require(...states) {
    if (!states.includes(state)) throw new KeepingProblem(state === "open" ? "already_open" : state);
  }

  function keepRows(changed) {
    return database.write(["keys"], (stores) => putRows(stores.keys, changed)).then(() => {
      if (rows) rows = { ...rows, ...changed };
    });
  }

  // Whether the browser has cleared its storage under an open tablet; the keys are put back then, but where we wiped them.
  async function stand(store) {
    if (await store.get("passphrase")) return false;
    if (!rows) throw new KeepingProblem("new");
    rows = { ...rows, cleared: now().toISOString() }; // what else was there is gone: somebody has to be told
    await putRows(store, rows);
    return true;
  }

  // In this tab alone; where that comes to nothing, another tab may.
  async function inThisTab(options, work) {
    await tab.enter(options);
    try {
      await work();
    } catch (error) {
      if (state !== "open") tab.leave();
      throw error;
    }
  }

  async function begin({ device, token, team, interviewer, passphrase, pin, receiving, recovery = null, hintKey = null }) {
    require("new");
    const secret = requirePassphrase(passphrase);
    const person = { device, token, team, interviewer, pin: requirePin(pin), hintKey };
    await inThisTab({}, async () => {
      const raw = keys.drawKey(crypto);
      await keepRows({
        passphrase: await keys.lockByPassphrase(crypto, raw, secret),
        identity: await lockValue(crypto, await keys.inUse(crypto, raw), person, IDENTITY),
        receiving,
        recoveryKey: recovery,
      });
      await enter(raw, person);
    });
  }

  async function open(passphrase, { takeOver = false } = {}) {
    require("closed");
    await inThisTab({ takeOver }, async () => {
      const raw = await rawBy(passphrase);
      await enter(raw, await personBy(raw));
    });
  }

  async function rawBy(passphrase) {
    const locked = await row("passphrase");
    if (!locked) throw new KeepingProblem("new");
    return keys.unlock(crypto, locked, readPassphrase(passphrase), new KeepingProblem("wrong_passphrase"));
  }

  async function personBy(raw) {
    return openValue(crypto, await keys.inUse(crypto, raw), await row(IDENTITY), IDENTITY);
  }

  async function enter(raw, person) {
    await sealAnew(raw);
    rows = await allRows();
    warm = await keys.lockByPin(crypto, raw, person.pin);
    await useKey(raw, person);
  }

  // The team may have been given another recovery key since.
  async function sealAnew(raw) {
    const [wanted, held] = [await row("recoveryKey"), await row("recovery")];
    if (wanted && held?.public !== wanted) await keepRows({ recovery: keys.sealForTeam(crypto, raw, wanted) });
  }

  async function useKey(raw, person) {
    key = await keys.inUse(crypto, raw);
    raw.fill(0);
    identity = person;
    credentials = { device: person.device, token: person.token };
    tries = 0;
    become("open");
  }

  async function unlock(pin) {
    require("locked");
    if (tries >= TRIES) throw new KeepingProblem("too_many_pins", { left: 0 });
    tries += 1; // before the first one is answered: five at once are five
    const left = TRIES - tries;
    const wrong = new KeepingProblem(left > 0 ? "wrong_pin" : "too_many_pins", { left });
    try {
      const raw = await keys.unlock(crypto, warm, readPin(pin), wrong);
      const person = await personBy(raw);
      require("locked"); // it may have been closed meanwhile
      await useKey(raw, person);
    } catch (error) {
      if (left <= 0) close();
      throw error;
    }
  }

  function lock() {
    if (state !== "open") return;
    key = identity = null;
    become("locked");
  }

  function close() {
    if (state === "new") return;
    forget();
    become("closed");
  }

  function forget() {
    key = warm = identity = credentials = rows = null;
    tab.leave();
  }

  async function recover(code, { passphrase, pin, takeOver = false }) {
    require("closed");
    const sealed = await row("recovery");
    if (!sealed) throw new KeepingProblem("no_recovery");
    await inThisTab({ takeOver }, () => replaceSecrets(keys.openForTeam(sealed, code), passphrase, pin));
  }

  async function changePassphrase(old, { passphrase, pin }) {
    require("open");
    await replaceSecrets(await rawBy(old), passphrase, pin);
  }

  async function replaceSecrets(raw, passphrase, pin) {
    const secret = requirePassphrase(passphrase);
    const person = { ...(await personBy(raw)), pin: requirePin(pin) };
    await keepRows({
      passphrase: await keys.lockByPassphrase(crypto, raw, secret),
      identity: await lockValue(crypto, await keys.inUse(crypto, raw), person, IDENTITY),
    });
    await enter(raw, person);
  }

  // What the service told since: the key it receives with, the team's recovery key.
  async function renew({ receiving, recovery }) {
    await keepRows({ receiving, recoveryKey: recovery ?? null });
  }

  // What an open tablet is told of itself later: the team's code, or the device it is once the service forgot the one it was.
  async function learn(told) {
    const person = { ...identity, ...told };
    await keepRows({ identity: await lockValue(crypto, requireKey(), person, IDENTITY) });
    identity = person;
    credentials = { device: person.device, token: person.token };
  }

  function requireKey() {
    if (!key) throw new KeepingProblem(state);
    return key;
  }

  return {
    get state() {
      return state;
    },
    get identity() {
      return identity;
    },
    get credentials() {
      return credentials;
    },
    get cleared() {
      return rows?.cleared ?? null;
    },
    toldOfClearing: () => keepRows({ cleared: null }),
    onState: listeners.on,
    key: requireKey,
    receiving: async () => rows?.receiving ?? row("receiving"),
    stand,
    letGo: () => (rows = null), // before a wipe: what is still being saved brings no keys back
    begin,
    open,
    unlock,
    lock,
    close,
    recover,
    changePassphrase,
    renew,
    learn,
    leave() {
      forget();
      become("new");
    },
  };
}
