// What moving a draft to a newer version would change, shown before it is done.
import { ask } from "./dialogs.js";
import { el } from "./elements.js";
import { compare, move } from "./moving.js";
import { say } from "./wording.js";

/** Show the difference and ask. Resolves to the draft in the newer version, or as one that stays; null undecided. */
export async function offerMove(container, { draft, newForm, oldForm = null, language }) {
  const { lost, newlyAsked } = await compare(draft, newForm, { oldForm, language });
  const place = el("div", { class: "filling-dialogs" });
  container.append(place);
  const answer = await ask(place, {
    title: say("moving_title"),
    kind: lost.length ? "dialog-warning" : "",
    body: [...listed(lost, "moving_lost"), ...listed(newlyAsked, "moving_asked")],
    buttons: [{ value: "stay", label: say("moving_stay", { version: draft.version }), style: "strong" }, { value: "go", label: say("moving_go", { version: newForm.version }), style: lost.length ? "danger" : "" }],
  });
  place.remove();
  if (answer === "stay") return { ...draft, stays: newForm.version };
  return answer === "go" ? move(draft, newForm) : null;
}

function listed(places, code) {
  if (!places.length) return [el("p", {}, say(`${code}_none`))];
  return [el("p", {}, say(code, { n: places.length })), el("ul", { "data-what": code }, places.map(({ label, path }) => el("li", { "data-path": path }, label)))];
}
