// A printed code read by the camera, where the browser can; elsewhere it is typed.

import { say } from "../words/words.js";
import { el, button } from "./elements.js";

const EVERY = 250; // milliseconds

export const canScan = () => "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices);

/** Resolves to what was read, or to null where it was given up. */
export async function scan(place) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => {
    throw { code: "tablet.no_camera", values: {} };
  });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const video = el("video", { class: "scan-picture", playsinline: true, muted: true });
  video.srcObject = stream;
  return new Promise((resolve) => {
    const end = (text) => {
      clearInterval(looking);
      stream.getTracks().forEach((track) => track.stop());
      box.remove();
      resolve(text);
    };
    const box = el("div", { class: "scan" }, video, button(say("tablet.cancel"), () => end(null), { style: "quiet" }));
    const looking = setInterval(async () => {
      const [found] = await detector.detect(video).catch(() => []);
      if (found) end(found.rawValue);
    }, EVERY);
    place.append(box);
    video.play();
  });
}
