// The name of a record: its own, and that of the record which it replaces.

const OWN = /<((?:\w+:)?)instanceID\s*(?:\/>|>[^<]*<\/(?:\w+:)?instanceID>)/;
const REPLACED = /<(?:\w+:)?deprecatedID\s*(?:\/>|>[^<]*<\/(?:\w+:)?deprecatedID>)/;

/** The record under its own name; with the name of what it replaces, if it does. */
export function withIdentity(xml, { id, deprecated }) {
  if (!id) return xml;
  const replaced = (prefix) => (deprecated ? `<${prefix}deprecatedID>${deprecated}</${prefix}deprecatedID>` : "");
  return without(xml).replace(OWN, (_, prefix) => `<${prefix}instanceID>${id}</${prefix}instanceID>${replaced(prefix)}`);
}

/** The record without the name of what it replaces: no form asks for it, so the engine does not know it. */
export function without(xml) {
  return xml.replace(REPLACED, "");
}
