// One tab edits: of two tabs the first one has the drafts, until it is closed or the other takes over.

import { KeepingProblem } from "./problems.js";

const NAME = "amem-tablet";

// `lost` is called where another tab takes over.
export function newOneTab(locks, lost) {
  let release = null;

  function ask(options) {
    return new Promise((resolve) => {
      const held = locks.request(NAME, options, (lock) => {
        if (!lock) return resolve(false);
        const over = new Promise((done) => (release = done));
        resolve(true);
        return over;
      });
      held.catch(() => {
        release = null;
        lost();
      });
    });
  }

  return {
    async enter({ takeOver = false } = {}) {
      if (release || !locks) return;
      const got = await ask(takeOver ? { steal: true } : { ifAvailable: true });
      if (!got) throw new KeepingProblem("other_tab");
    },
    leave() {
      release?.();
      release = null;
    },
  };
}
