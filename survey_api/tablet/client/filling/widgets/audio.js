// A sound recorded by the tablet's microphone, only while the button says so.
import { el } from "../elements.js";
import { say } from "../wording.js";
import { viewFile } from "./file_view.js";

export function audioWidget(question, desk) {
  const shown = viewFile(question, desk, (address) => el("audio", { src: address, controls: true, "aria-labelledby": desk.labelId }));
  const told = el("p", { class: "found", role: "status" });
  let recorder = null;

  const begin = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      const type = recorder.mimeType.split(";")[0];
      desk.answer(new File(pieces, `sound.${type.split("/")[1]}`, { type }));
    });
    recorder.start();
  };
  const toggle = async () => {
    told.textContent = "";
    if (recorder?.state === "recording") recorder.stop();
    else await begin().catch(() => (told.textContent = say("microphone_refused")));
    const runs = recorder?.state === "recording";
    button.textContent = say(runs ? "sound_stop" : "sound_record");
    button.setAttribute("aria-pressed", String(Boolean(runs)));
  };
  const settle = async () => {
    if (recorder?.state === "recording") await toggle();
    return null;
  };
  const button = el("button", { type: "button", class: "button wide", "aria-pressed": "false", disabled: question.readonly, onclick: toggle }, say("sound_record"));
  return { element: el("div", { class: "file" }, shown.element, button, told), refresh: shown.refresh, settle, focus: () => button.focus({ preventScroll: true }) };
}
