// When each question was on the screen, in the format of Collect's audit.csv: events and times, never an answer.

/** The trail of one filling; it begins with the events that a draft kept. */
export class Trail {
  #open = null;

  constructor(events = [], now = () => Date.now()) {
    this.events = [...events];
    this.now = now;
  }

  /** Something that takes no time: a language, a pause, a refused answer. */
  note(event, node = "") {
    this.events.push([event, node, this.now(), null]);
  }

  /** What holds from here on, where it did not before: the version of the code. */
  noteNew(what, value) {
    const last = this.events.map(([event]) => event).filter((event) => event.startsWith(what)).pop();
    if (value && last !== what + value) this.note(what + value);
  }

  /** A screen comes up; the one before it ends. */
  enter(event, node) {
    this.leave();
    this.#open = [event, node, this.now(), null];
    this.events.push(this.#open);
  }

  leave() {
    if (this.#open) this.#open[3] = this.now();
    this.#open = null;
  }

  /** The file that goes with the record. */
  get csv() {
    const rows = this.events.map(([event, node, start, end]) => [event, node, start, end ?? ""].map(cell).join(","));
    return ["event,node,start,end", ...rows, ""].join("\n");
  }
}

function cell(value) {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
