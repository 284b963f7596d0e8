// Answers that stayed at the office: their places are kept in the record, empty, so that the office can put them back.

/**
 * The record with an empty element at every withheld path whose group is there. What is withheld cannot make its
 * neighbours asked, so the engine leaves them out; a group that is no longer asked stays out, with all it held.
 */
export function withPlaces(xml, paths) {
  if (!paths.length) return xml;
  const document = new DOMParser().parseFromString(xml, "text/xml");
  const root = document.documentElement;
  for (const path of paths) {
    const cut = path.lastIndexOf("/");
    const name = path.slice(cut + 1);
    for (const group of elementsAt(root, path.slice(0, cut))) {
      if (![...group.children].some((child) => child.localName === name)) group.append(document.createElementNS(group.namespaceURI, name));
    }
  }
  return new XMLSerializer().serializeToString(document);
}

function elementsAt(root, path) {
  const [, top, ...names] = path.split("/");
  if (top !== root.localName) return [];
  return names.reduce((nodes, name) => nodes.flatMap((node) => [...node.children].filter((child) => child.localName === name)), [root]);
}
