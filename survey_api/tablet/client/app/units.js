// Identifiers of listed units: made on the tablet, with the check digit that catches a mistyped figure.

const LARGEST_SERIAL = 999;
const UNIT = /^([A-Za-z0-9][A-Za-z0-9._-]*)-([0-9]{3})([0-9])$/;

/** The ISO 7064 mod 11,10 check digit of the figures in a text. */
function checkDigit(text) {
  let rest = 10;
  for (const figure of text.match(/[0-9]/g) ?? []) rest = (((rest + Number(figure)) % 10 || 10) * 2) % 11;
  return String((11 - rest) % 10);
}

/** The PSU, the serial number on three figures, a check digit. */
export function unitId(psu, serial) {
  if (!Number.isInteger(serial) || serial < 1 || serial > LARGEST_SERIAL) throw new RangeError(`serial ${serial}`);
  const bare = `${psu}-${String(serial).padStart(3, "0")}`;
  return bare + checkDigit(bare);
}

/** {psu, serial} of an identifier, or null where a figure is not what was made. */
export function readUnitId(text) {
  const found = UNIT.exec(text);
  if (!found || checkDigit(text.slice(0, -1)) !== found[3] || Number(found[2]) === 0) return null;
  return { psu: found[1], serial: Number(found[2]) };
}

/** What is written at the door: the number of a unit within its PSU, with its check digit. */
export function atTheDoor(unit) {
  return unit.slice(unit.lastIndexOf("-") + 1);
}

/** The next serial number of this tablet's blocks that is not taken yet, or null where they are used up. */
export function nextSerial(blocks, taken) {
  for (const [first, last] of blocks) {
    for (let serial = first; serial <= last; serial += 1) if (!taken.has(serial)) return serial;
  }
  return null;
}
