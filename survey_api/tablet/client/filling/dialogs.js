// A question to the interviewer that must be answered before anything else happens.
import { el, newId } from "./elements.js";

/** Ask in a dialog; resolves to the value of the button that was pressed, or null when it was closed. */
export function ask(container, { title, body = [], buttons, kind = "" }) {
  const name = newId("dialog");
  return new Promise((resolve) => {
    const close = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    const choices = buttons.map(({ value, label, style = "" }) => el("button", { type: "button", class: `button ${style}`, "data-value": value, onclick: () => close(value) }, label));
    const dialog = el("dialog", { class: `dialog ${kind}`, "aria-labelledby": name, oncancel: (event) => (event.preventDefault(), close(null)) },
      el("h2", { id: name, class: "dialog-title" }, title), el("div", { class: "dialog-body" }, body), el("div", { class: "dialog-buttons" }, choices));
    container.append(dialog);
    dialog.showModal();
  });
}
