// A barcode read by the camera where the browser can, typed where it cannot.
import { el } from "../elements.js";
import { say } from "../wording.js";
import { textWidget } from "./text.js";

const EVERY = 250; // ms between two looks

export function barcodeWidget(question, desk) {
  const typed = textWidget(question, desk);
  if (!("BarcodeDetector" in globalThis) || question.readonly) return typed;
  const video = el("video", { class: "taken", playsinline: true, hidden: true });
  const told = el("p", { class: "found", role: "status" });
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
  };
  const look = async (detector) => {
    if (!stream || !video.isConnected) return stop();
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return setTimeout(() => look(detector), EVERY);
    stop();
    await desk.answer(code.rawValue);
    typed.refresh();
  };
  const scan = async () => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    told.textContent = stream ? "" : say("camera_refused");
    if (!stream) return;
    video.hidden = false;
    video.srcObject = stream;
    await video.play();
    await look(new BarcodeDetector());
  };
  const button = el("button", { type: "button", class: "button wide", onclick: scan }, say("barcode_scan"));
  const settle = async () => (stop(), typed.settle());
  return { element: el("div", { class: "file" }, typed.element, button, video, told), refresh: typed.refresh, settle, focus: typed.focus };
}
