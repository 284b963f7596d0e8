// Hints of the team: those left here go out, those of the others come in, all of them locked.

import { KeepingProblem } from "../problems.js";

const AT_ONCE = 4; // requests
const address = (unit) => `/openrosa/hints/${encodeURIComponent(unit)}`;

export async function shareHints(service, hints, assignment) {
  const received = {};
  for (const [unit, { sealed, unsent }] of Object.entries(await hints.kept())) {
    if (unsent) received[unit] = await sent(service, hints, unit, sealed); // the assignment does not tell of it yet
  }
  const units = [...new Set((assignment?.cases ?? []).filter(({ hint }) => hint).map(({ unit }) => unit))];
  while (units.length) {
    await Promise.all(units.splice(0, AT_ONCE).map(async (unit) => (received[unit] = await read(service, unit))));
  }
  await hints.receive(received);
}

// What the service has of it then: nothing where its PSU is closed.
async function sent(service, hints, unit, sealed) {
  const request = sealed ? { method: "PUT", body: sealed } : { method: "DELETE" };
  const taken = await service.ask(address(unit), request).catch(unlessRefused);
  await hints.sent(unit, sealed);
  return taken ? sealed : null;
}

async function read(service, unit) {
  const response = await service.ask(address(unit)).catch(unlessRefused);
  return response ? response.text() : null;
}

function unlessRefused(error) {
  if (!(error instanceof KeepingProblem) || error.code !== "tablet_keeping.refused") throw error;
  return null;
}
