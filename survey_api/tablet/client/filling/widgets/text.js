// A text in the interviewer's own words.
import { el } from "../elements.js";

const PAUSE = 400; // ms after the last key

export function textWidget(question, desk) {
  let timer = null;
  const long = question.has("multiline") || !question.has("numbers");
  const settle = async () => {
    clearTimeout(timer);
    timer = null;
    if (box.value.trim() !== question.value) await desk.answer(box.value.trim());
    return null;
  };
  const box = el(long ? "textarea" : "input", {
    class: "typed", rows: long ? "3" : null, dir: "auto", autocomplete: "off", "aria-labelledby": desk.labelId, "aria-describedby": desk.aboutId,
    inputmode: question.has("numbers") ? "numeric" : null, readonly: question.readonly,
    oninput: () => (clearTimeout(timer), desk.clear(), (timer = setTimeout(settle, PAUSE))), onchange: () => settle(),
  });
  const refresh = () => {
    if (timer === null && box.value.trim() !== question.value) box.value = question.value;
  };
  refresh();
  return { element: box, refresh, settle, focus: () => box.focus({ preventScroll: true }) };
}
