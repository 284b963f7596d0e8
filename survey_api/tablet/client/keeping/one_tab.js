// One tab edits: of two tabs the first one has the drafts, until it is closed or the other takes over.

import { KeepingProblem } from "./problems.js";

const NAME = "amem-tablet";

// `lost` is called where another tab takes over.
export function newOneTab(locks, lost) {
  let release = null;
  let over = Promise.resolve(); // once what this tab held last is free again

  function ask(options) {
    return new Promise((resolve) => {
      const held = locks.request(NAME, options, (lock) => {
        if (!lock) return resolve(false);
        const until = new Promise((done) => (release = done));
        resolve(true);
        return until;
      });
      over = held.catch(() => {
        release = null;
        lost();
      });
    });
  }

  return {
    async enter({ takeOver = false } = {}) {
      if (release || !locks) return;
      await over;
      const got = await ask(takeOver ? { steal: true } : { ifAvailable: true });
      if (!got) throw new KeepingProblem("other_tab");
    },
    leave() {
      release?.();
      release = null;
    },
  };
}
