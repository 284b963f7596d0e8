// Questionnaires as they were published, each version on its own: nothing secret, so they lie here as they are.

import { KeepingProblem } from "./problems.js";

const place = (form, version) => [form, version];

export function newForms({ database }) {
  return {
    async list() {
      const rows = await database.read(["forms"], ({ forms }) => forms.all());
      return rows.map(({ form, version, hash, title }) => ({ form, version, hash, title }));
    },

    async read(form, version) {
      const found = await database.read(["forms"], ({ forms }) => forms.get(place(form, version)));
      if (!found) throw new KeepingProblem("no_such_form", { form, version });
      return found;
    },

    // {form, version, xml, media: {name: text}}, with what the service tells of it: {hash, title}
    async keep(one) {
      await database.write(["forms"], ({ forms }) => forms.put(place(one.form, one.version), one));
    },

    async forget(form, version) {
      await database.write(["forms"], ({ forms }) => forms.delete(place(form, version)));
    },
  };
}
