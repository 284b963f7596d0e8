// A refusal that a person can be told: a code of the catalogue, and the values that its sentence needs.

export class KeepingProblem extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = `tablet_keeping.${code}`;
    this.values = values;
  }
}
