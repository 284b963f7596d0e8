// A sheet over everything: what lies below is not on the page as long as it is there, and no key or gesture takes it away.

import { el } from "./elements.js";

export function newCover(below, { label }) {
  let up = false;
  const sheet = el("dialog", { class: "cover", oncancel: (event) => event.preventDefault(), onclose: raise });
  document.body.append(sheet);
  // A dialog that comes up below would hold the page, unseen: the sheet is on top again.
  new MutationObserver(() => up && sheet.close()).observe(below, { subtree: true, attributeFilter: ["open"] });

  function raise() {
    if (up && !sheet.open) sheet.showModal();
  }

  return {
    get isUp() {
      return up;
    },
    show(...content) {
      sheet.setAttribute("aria-label", label());
      sheet.replaceChildren(...content);
      up = true;
      below.classList.add("covered");
      if (!sheet.open) sheet.showModal();
    },
    lift() {
      if (!up) return;
      up = false;
      sheet.close();
      sheet.replaceChildren();
      if (!document.querySelector("dialog.cover[open]")) below.classList.remove("covered");
    },
  };
}
