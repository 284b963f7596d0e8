// Newer versions of the app: fetched in the background, told, and taken only while no interview is open anywhere.

const HELD = "amem-interview"; // a lock, held by whichever tab has an interview open

export async function newUpdates({ keeping, locks = navigator.locks, workers = navigator.serviceWorker, reload = () => location.reload() }) {
  const listeners = new Set();
  const registration = workers ? await workers.register("/tablet/worker.js", { scope: "/tablet/", updateViaCache: "none" }).catch(() => null) : null;
  let taken = false;

  const tell = () => listeners.forEach((listener) => listener());
  registration?.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  workers?.addEventListener("controllerchange", () => taken && reload());

  return {
    get waiting() {
      return Boolean(registration?.waiting && workers.controller);
    },
    onChange: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    look: () => registration?.update().catch(() => {}), // without a network there is nothing newer to be had

    /** Go over to the newer version; false where an interview is open, in this tab or in another. */
    async take() {
      if (!registration?.waiting) return false;
      return locks.request(HELD, { ifAvailable: true }, (free) => {
        if (!free) return false;
        taken = true;
        registration.waiting.postMessage({ what: "take" });
        return true;
      });
    },

    /** While an interview is open nothing is taken. Call what comes back when it is over. */
    hold() {
      let release;
      locks.request(HELD, { mode: "shared" }, () => new Promise((done) => (release = done)));
      return () => release?.();
    },

    /** Versions that no draft was begun with are let go. */
    async prune() {
      const versions = (await keeping.drafts.needs()).map(({ code }) => code).filter(Boolean);
      workers?.controller?.postMessage({ what: "prune", versions: [...new Set([...versions, versionHere()])] });
    },
  };
}

/** The version that this page runs, by the address it came from. */
export function versionHere(address = import.meta.url) {
  return /\/tablet\/v\/([^/]+)\//.exec(address)?.[1] ?? "";
}
