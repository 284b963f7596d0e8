// Keeping a draft after every answer: one write at a time, the latest always written, never silent when it fails.

export class Saving {
  #keep;
  #tell;
  #writing = null;
  #waiting = null;

  /** `tell` hears "saving", "saved" or "failed" with the problem. */
  constructor(keep, tell) {
    this.#keep = keep;
    this.#tell = tell;
  }

  /** Keep what `draft()` gives when its turn comes. Resolves to whether it is kept. */
  save(draft) {
    this.#waiting = draft;
    this.#tell("saving");
    this.#writing ??= this.#write();
    return this.#writing;
  }

  async #write() {
    let problem = null;
    while (this.#waiting) {
      const draft = this.#waiting;
      this.#waiting = null;
      problem = await this.#keep(draft()).then(() => null, (error) => error ?? new Error("not kept"));
    }
    this.#writing = null;
    this.#tell(problem ? "failed" : "saved", problem);
    return !problem;
  }
}
