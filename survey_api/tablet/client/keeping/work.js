// What the tablet was given to work and what it did of it: values by name, locked like the drafts.

import { lockValue, openValue } from "./boxes.js";

const place = (name) => `work|${name}`;

export function newWork({ database, crypto, door }) {
  async function lockedRows(values) {
    const key = door.key();
    const named = Object.entries(values);
    return Promise.all(named.map(async ([name, value]) => [name, await lockValue(crypto, key, value, place(name))]));
  }

  return {
    lockedRows,

    // Null where nothing was written under that name.
    async read(name) {
      const key = door.key();
      const box = await database.read(["work"], ({ work }) => work.get(name));
      return box ? openValue(crypto, key, box, place(name)) : null;
    },

    async write(name, value) {
      const [[, box]] = await lockedRows({ [name]: value });
      await database.write(["work"], ({ work }) => work.put(name, box));
    },
  };
}
