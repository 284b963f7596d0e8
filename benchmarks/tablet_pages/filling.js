// Opens the form beside this page as a tablet opens it, keeping nothing: how long until the first question can be answered.
import { openFilling } from "./client/filling/filling.js";

const xml = await (await fetch("form.xml")).text();
const draft = { id: "uuid:benchmark", kind: "individual", form: "f", version: "1", code: "", title: "", facts: {}, instance: null,
  place: null, events: [], comments: [], withheld: [], returned: null };
const opened = await openFilling(document.getElementById("form"), {
  form: { form: "f", version: "1", xml, media: {} }, draft, language: "fr",
  keep: async () => {}, finish: async () => {}, leave: () => {}, hide: () => {},
});
await opened.language("fr");
