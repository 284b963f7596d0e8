// What the tests of keeping say often.

import { openKeeping } from "/keeping/keeping.js";

const INTERVIEWER = { device: "tablet-1", token: "secret-token", team: "north", interviewer: "I-07" };

Object.assign(window, {
  openKeeping,

  begin: (given) => window.keeping.begin({ ...INTERVIEWER, ...given }),

  aDraft(id, more = {}) {
    return {
      id,
      kind: "individual",
      form: "amem",
      version: "2026.1",
      code: "abcdef012345",
      title: "Unit 12",
      place: "/data/age",
      facts: { "/data/case_id": "A-1" },
      instance: "<data><age>33</age></data>",
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
