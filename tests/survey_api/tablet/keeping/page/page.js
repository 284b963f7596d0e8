// What the tests of keeping say often.

import { openKeeping } from "/keeping/keeping.js";

const INTERVIEWER = { device: "tablet-1", token: "CANARY-token", team: "north", interviewer: "I-07" };

Object.assign(window, {
  openKeeping,

  async begin({ passphrase, pin, receiving, recovery = null, hintKey = null }) {
    await window.keeping.begin({ ...INTERVIEWER, passphrase, pin, receiving, recovery, hintKey });
  },

  aDraft(id, more = {}) {
    return {
      id,
      kind: "individual",
      form: "amem",
      version: "2026.1",
      code: "abcdef012345",
      title: "CANARY-title",
      place: "/data/age",
      facts: { "/data/case_id": "CANARY-case" },
      instance: "<data><age>CANARY-answer</age></data>",
      events: [],
      comments: [],
      withheld: [],
      returned: null,
      began: "2026-11-24T08:00:00Z",
      ...more,
    };
  },
});

window.keeping = await openKeeping();
window.ready = true;
