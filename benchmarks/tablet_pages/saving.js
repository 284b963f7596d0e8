// Saves a draft again and again as the tablet does, each on the disk before the next one; milliseconds of each.
import { openKeeping } from "./source/keeping/keeping.js";

const keeping = await openKeeping();
await keeping.begin({
  device: "benchmark", token: "t".repeat(43), team: "1", interviewer: "E001", passphrase: "quatre mots pour mesurer", pin: "482913",
  receiving: { id: "00000000", public: btoa("\u0009" + "\u0000".repeat(31)) }, recovery: null, hintKey: null,
});
const draft = { id: "uuid:benchmark", kind: "individual", form: "f", version: "1", code: "0", title: "", facts: {},
  instance: "<data>" + "<q>1</q>".repeat(5000) + "</data>", place: null, events: [], comments: [], withheld: [], returned: null };

window.measure = async (saves) => {
  const taken = [];
  for (let number = 0; number < saves; number += 1) {
    draft.instance = draft.instance.replace(/<q>\d+/, `<q>${number}`);
    const started = performance.now();
    await keeping.drafts.save(draft);
    taken.push(performance.now() - started);
  }
  return taken;
};
