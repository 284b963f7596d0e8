// Everything that could be read here goes; what is sealed stays for the office, which alone can read it.

const READABLE = ["keys", "drafts", "work", "forms"];
const SIGNED_OUT = "signed-out";

export async function wipe(reason, { database, door, drafts, queue }) {
  door.letGo();
  await database.write(READABLE, (stores) => Promise.all(READABLE.map((name) => stores[name].clear())));
  drafts.forgetAll();
  if (reason === SIGNED_OUT && (await queue.list()).length === 0) await database.remove();
  door.leave();
}
