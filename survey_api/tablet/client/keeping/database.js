// The database of the tablet: every write is on the disk before it is called kept; a connection that was killed is opened anew.

import { KeepingProblem } from "./problems.js";

const NAME = "amem-tablet";
const STORES = ["keys", "drafts", "queue", "sealed", "work", "forms"];

// One step a version of the database, never changed once released: what waits to be sent survives every one of them.
export const STEPS = [(connection) => STORES.forEach((store) => connection.createObjectStore(store))];

export function newDatabase(indexedDB, { name = NAME, steps = STEPS } = {}) {
  let opening = null;

  function connection() {
    if (!opening) {
      const mine = connect();
      opening = mine;
      mine.catch(() => forget(mine));
    }
    return opening;
  }

  function forget(which) {
    if (opening === which) opening = null;
  }

  function connect() {
    const mine = new Promise((resolve, reject) => {
      const request = indexedDB.open(name, steps.length);
      request.onupgradeneeded = ({ oldVersion }) => {
        steps.slice(oldVersion).forEach((step) => step(request.result, request.transaction));
      };
      request.onsuccess = () => {
        const opened = request.result;
        opened.onclose = () => forget(mine); // the browser killed it
        opened.onversionchange = () => {
          opened.close(); // another tab brings a newer version, or wipes
          forget(mine);
        };
        resolve(opened);
      };
      request.onerror = () => reject(request.error);
    });
    return mine;
  }

  async function run(mode, stores, work) {
    for (let lastTry = false; ; lastTry = true) {
      const mine = connection();
      try {
        return await once(await mine, mode, stores, work);
      } catch (error) {
        if (lastTry || !wasCutOff(error)) throw told(error);
        forget(mine);
      }
    }
  }

  return {
    read: (stores, work) => run("readonly", stores, work),
    write: (stores, work) => run("readwrite", stores, work),

    async remove() {
      if (opening) (await opening).close();
      opening = null;
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = () => reject(request.error);
      });
    },
  };
}

// `work` is given the stores by name and awaits nothing but them, or the transaction would end under it.
function once(opened, mode, stores, work) {
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction(stores, mode, { durability: "strict" });
    const named = Object.fromEntries(stores.map((store) => [store, asked(transaction.objectStore(store))]));
    let reason = null;
    let result;
    transaction.oncomplete = () => (reason ? reject(reason) : resolve(result));
    transaction.onabort = () => reject(reason ?? transaction.error ?? new DOMException("cut off", "AbortError"));
    work(named).then(
      (value) => (result = value),
      (error) => {
        if (!(error instanceof DOMException)) reason = error;
        try {
          transaction.abort();
        } catch {
          reject(reason ?? transaction.error ?? error); // it has ended already
        }
      },
    );
  });
}

function asked(store) {
  const promised = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return {
    get: (key) => promised(store.get(key)),
    all: () => promised(store.getAll()),
    keys: () => promised(store.getAllKeys()),
    put: (key, value) => promised(store.put(value, key)),
    delete: (key) => promised(store.delete(key)),
    clear: () => promised(store.clear()),
  };
}

const CUT_OFF = ["InvalidStateError", "AbortError", "UnknownError"];
const wasCutOff = (error) => error instanceof DOMException && CUT_OFF.includes(error.name);

function told(error) {
  if (!(error instanceof DOMException)) return error;
  if (error.name === "QuotaExceededError") return new KeepingProblem("storage_full");
  if (error.name === "VersionError") return new KeepingProblem("newer_database");
  return new KeepingProblem("storage_failed", { reason: error.name ?? "" });
}
