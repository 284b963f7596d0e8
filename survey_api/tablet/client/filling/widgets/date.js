// A day, a time of day or both: day, month and year apart, so that nobody can take one for the other.
import { dayInWords, isoDate, isoMoment, isoTime, months, readDate } from "../dates.js";
import { el, newId } from "../elements.js";
import { plain } from "../numerals.js";
import { say } from "../wording.js";

export function dateWidget(question, desk) {
  const withDay = question.kind !== "time";
  const withTime = question.kind !== "date";
  const words = el("p", { class: "read-back", role: "status" });
  let problem = null;

  const changed = () => settle();
  const part = (word, attributes) => {
    const id = newId("part");
    const box = attributes.options
      ? el("select", { id, class: "typed", disabled: question.readonly, onchange: changed }, el("option", { value: "" }, "—"), attributes.options)
      : el("input", { id, class: "typed", type: "text", inputmode: "numeric", dir: "ltr", autocomplete: "off", maxlength: attributes.length, readonly: question.readonly, oninput: (event) => attributes.oninput?.(event), onchange: changed });
    return { box, cell: el("div", { class: `part part-${word}` }, el("label", { for: id }, say(word)), box) };
  };

  const whole = (event) => {
    const read = readDate(event.target.value);
    if (!read) return;
    day.box.value = read.day;
    month.box.value = read.month >= 1 && read.month <= 12 ? read.month : "";
    year.box.value = read.year;
    settle();
  };
  const day = part("day", { length: 14, oninput: whole });
  const month = part("month", { options: months(desk.language).map((name, index) => el("option", { value: index + 1 }, `${index + 1} · ${name}`)) });
  const year = part("year", { length: 4 });
  const hours = part("hours", { length: 2 });
  const minutes = part("minutes", { length: 2 });
  const now = el("button", { type: "button", class: withTime ? "button" : "button quiet", hidden: question.readonly, onclick: () => setNow() }, say(withTime ? "now" : "today"));

  const typedDay = () => isoDate({ day: number(day.box), month: Number(month.box.value), year: number(year.box) });
  const typedTime = () => isoTime({ hours: number(hours.box, ""), minutes: number(minutes.box, "") });

  /** Take what is typed. Resolves to the code of a problem, or null. */
  const settle = async () => {
    const read = together(withDay ? typedDay() : null, withTime ? typedTime() : null);
    problem = read.problem ?? null;
    if ((read.value ?? "") !== question.value) await desk.answer(read.value ?? "");
    sayIt();
    return problem;
  };

  const together = (one, time) => {
    if (!time) return one;
    if (!one) return time.value ? { value: `${time.value}:00.000` } : time;
    const wrong = one.problem ?? time.problem;
    if (wrong) return { problem: wrong };
    if (!one.value && !time.value) return { value: "" };
    if (!one.value || !time.value) return { problem: one.value ? "time_unfinished" : "date_unfinished" };
    return { value: isoMoment(one.value, time.value) };
  };

  const put = (value) => {
    const date = /^(\d{4})-(\d\d)-(\d\d)/.exec(value);
    const time = /(?:^|T)(\d\d):(\d\d)/.exec(value);
    year.box.value = date ? Number(date[1]) : "";
    month.box.value = date ? Number(date[2]) : "";
    day.box.value = date ? Number(date[3]) : "";
    hours.box.value = time ? time[1] : "";
    minutes.box.value = time ? time[2] : "";
  };

  const setNow = () => {
    const at = new Date();
    const iso = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
    put(iso);
    return settle();
  };

  const sayIt = () => {
    const read = withDay ? typedDay() : {};
    words.textContent = read.value ? dayInWords(read.value, desk.language) : "";
  };

  let stored = null;
  const refresh = () => {
    if (question.value !== stored && !(problem && question.value === "")) put(question.value);
    stored = question.value;
    sayIt();
  };
  refresh();
  const parts = [...(withDay ? [day.cell, month.cell, year.cell] : []), ...(withTime ? [hours.cell, minutes.cell] : [])];
  const element = el("div", { class: "date", role: "group", "aria-labelledby": desk.labelId, "aria-describedby": desk.aboutId }, el("div", { class: "parts" }, parts), words, now);
  return { element, refresh, settle, focus: () => (withDay ? day : hours).box.focus({ preventScroll: true }) };
}

function number(box, empty = 0) {
  const digits = plain(box.value);
  return /^\d+$/.test(digits) ? Number(digits) : empty;
}

function two(number) {
  return String(number).padStart(2, "0");
}
