// What is known before the interview (unit, case, PSU, interviewer) put into the form, where no question asks it.

/** The XForm with these values at these paths of its first instance. A path that it does not have is left out. */
export function withFacts(xml, facts) {
  if (!Object.keys(facts).length) return xml;
  const document = new DOMParser().parseFromString(xml, "text/xml");
  const root = document.querySelector("model > instance > *");
  for (const [path, value] of Object.entries(facts)) {
    const node = root && nodeAt(root, path);
    if (node && value !== null && value !== undefined) node.textContent = String(value);
  }
  return new XMLSerializer().serializeToString(document);
}

/** The element at a path such as /data/g_id/age, or null. */
function nodeAt(root, path) {
  const [, top, ...names] = path.split("/");
  if (top !== root.localName) return null;
  return names.reduce((node, name) => node && ([...node.children].find((child) => child.localName === name) ?? null), root);
}
