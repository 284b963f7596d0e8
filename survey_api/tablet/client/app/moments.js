// Moments as one says them in the field: at 10:40, yesterday at 19:12, Tuesday 24 November at 10:00.

import { date, say, time } from "../words/words.js";

const DAY = 86_400_000;

const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();

export function said(iso, now) {
  const days = Math.round((midnight(new Date(iso)) - midnight(now)) / DAY);
  const values = { time: time(iso), date: date(iso) };
  if (days === 0) return say("tablet.at_time", values);
  if (days === -1) return say("tablet.yesterday_at", values);
  if (days === 1) return say("tablet.tomorrow_at", values);
  return say("tablet.day_at", values);
}

export const isOver = (iso, now) => Date.parse(iso) < now.getTime();
