// The room that the browser gives us, and whether it promised not to clear it.

export async function newStorage(storage) {
  let known = { persisted: false, quota: null, usage: null };

  async function look() {
    if (!storage) return known;
    const [persisted, { quota, usage }] = await Promise.all([storage.persisted(), storage.estimate()]);
    known = { persisted, quota, usage };
    return known;
  }

  await look();
  return {
    known: () => known,
    look,
    async requestPersistence() {
      await storage?.persist();
      return look();
    },
  };
}
