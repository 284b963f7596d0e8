// A picture from the camera, made small and written anew: the place and hour that cameras put inside are left behind.
import { el } from "../elements.js";
import { say } from "../wording.js";
import { viewFile } from "./file_view.js";

const MOST_PIXELS = 1_600;

export function pictureWidget(question, desk) {
  const shown = viewFile(question, desk, (address) => el("img", { src: address, alt: say("picture_alt"), class: "taken" }));
  const take = async ({ target }) => {
    const [file] = target.files;
    if (file) await desk.answer(await smaller(file, question.mostPixels ?? MOST_PIXELS));
    target.value = "";
  };
  const box = el("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", "aria-labelledby": desk.labelId, disabled: question.readonly, onchange: take });
  const label = el("label", { class: "button wide file-button" }, box, say("picture_take"));
  return { element: el("div", { class: "file" }, shown.element, label), refresh: shown.refresh, focus: () => box.focus({ preventScroll: true }) };
}

/** The picture with its longer side at most so many pixels, as a new JPEG. */
async function smaller(file, most) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  return new File([blob], "picture.jpg", { type: "image/jpeg" });
}
