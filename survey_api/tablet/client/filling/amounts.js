// An amount of money read back in its unit and its parts: 2.54 is 2 dinars and 540 millimes.

/** {units, parts} of an amount that has so many parts to a unit, or null where it is none (-8, -9, nothing, finer). */
export function inParts(value, parts) {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) return null;
  const digits = String(parts).length - 1;
  const decimals = match[2] ?? "";
  if (decimals.length > digits) return null;
  return { units: match[1], parts: String(Number(decimals.padEnd(digits, "0"))) };
}
