// A signature or a drawing by finger.
import { el } from "../elements.js";
import { say } from "../wording.js";

const SIZE = { width: 720, height: 320 };
const PAUSE = 500; // ms after the finger left

export function signatureWidget(question, desk) {
  const canvas = el("canvas", { class: "signing", width: SIZE.width, height: SIZE.height, tabindex: "0", role: "img", "aria-labelledby": desk.labelId });
  const pen = canvas.getContext("2d");
  let timer = null;
  let shown = null;

  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIZE.width, SIZE.height);
    Object.assign(pen, { strokeStyle: "#000", lineWidth: 4, lineCap: "round", lineJoin: "round" });
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIZE.width, ((event.clientY - box.top) / box.height) * SIZE.height];
  };
  const down = (event) => {
    if (question.readonly) return;
    clearTimeout(timer);
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  };
  const move = (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
  };
  const up = () => {
    clearTimeout(timer);
    timer = setTimeout(settle, PAUSE);
  };
  const settle = async () => {
    if (timer === null) return null;
    clearTimeout(timer);
    timer = null;
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    await desk.answer((shown = new File([blob], "signature.png", { type: "image/png" })));
    return null;
  };
  const wipe = () => {
    timer = null;
    shown = null;
    clear();
    return desk.answer(null);
  };
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);

  const refresh = async () => {
    if (timer !== null || question.file === shown || !question.file) return;
    shown = question.file;
    pen.drawImage(await createImageBitmap(shown), 0, 0);
  };
  clear();
  refresh();
  const element = el("div", { class: "file" }, canvas, el("button", { type: "button", class: "button quiet", hidden: question.readonly, onclick: wipe }, say("take_away")));
  return { element, refresh, settle, focus: () => canvas.focus({ preventScroll: true }) };
}
