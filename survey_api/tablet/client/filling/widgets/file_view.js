// A file that was answered, shown, and taken away again.
import { el } from "../elements.js";
import { say } from "../wording.js";

/** Shows the file of a question as `draw(address)` draws it: {element, refresh()}. */
export function viewFile(question, desk, draw) {
  const element = el("div", { class: "file-view" });
  let file = null;
  let address = null;
  const refresh = () => {
    if (question.file === file && element.childElementCount) return;
    if (address) URL.revokeObjectURL(address);
    file = question.file;
    address = file ? URL.createObjectURL(file) : null;
    element.replaceChildren(...(file ? [draw(address), el("button", { type: "button", class: "button quiet", hidden: question.readonly, onclick: () => desk.answer(null) }, say("take_away"))] : []));
  };
  refresh();
  return { element, refresh };
}
