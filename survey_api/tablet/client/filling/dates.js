// Dates as day, month, year, in this order whatever the device believes; said back in words.
import { locale, plain } from "./numerals.js";

/** The months of a year in a language. */
export function months(language) {
  const name = new Intl.DateTimeFormat(locale(language), { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => name.format(Date.UTC(2001, month, 1)));
}

/** {day, month, year} of 03/05/1997, 3-5-1997, ٣/٥/١٩٩٧: always the day first. Null where it is not such a date. */
export function readDate(text) {
  const match = /^(\d{1,2})\s*[/.\-\s،,]\s*(\d{1,2})\s*[/.\-\s،,]\s*(\d{4})$/.exec(plain(text));
  return match ? { day: Number(match[1]), month: Number(match[2]), year: Number(match[3]) } : null;
}

/** The day as 1997-05-03, "" while it is unfinished; a problem where no calendar has it. */
export function isoDate({ day, month, year }) {
  if (!day && !month && !year) return { value: "" };
  if (!day || !month || !year || year < 1000) return { problem: "date_unfinished" };
  const made = new Date(Date.UTC(year, month - 1, day));
  const exists = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return exists && year < 10_000 ? { value: made.toISOString().slice(0, 10) } : { problem: "date_none" };
}

/** 08:30 as hours and minutes, or a problem. */
export function isoTime({ hours, minutes }) {
  if (hours === "" && minutes === "") return { value: "" };
  if (hours === "" || minutes === "") return { problem: "time_unfinished" };
  if (hours > 23 || minutes > 59) return { problem: "time_none" };
  return { value: `${two(hours)}:${two(minutes)}` };
}

/** A day and a time of the tablet's place as the record keeps them, with the place's distance from UTC. */
export function isoMoment(day, time) {
  const minutes = -new Date(`${day}T${time}:00`).getTimezoneOffset();
  const sign = minutes < 0 ? "-" : "+";
  return `${day}T${time}:00.000${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** A day in words: samedi 3 mai 1997. */
export function dayInWords(iso, language) {
  const [year, month, day] = iso.split("-").map(Number);
  const words = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale(language), words).format(new Date(Date.UTC(year, month - 1, day)));
}

function two(number) {
  return String(number).padStart(2, "0");
}
