// Elements of a page in one call. What people wrote is always text, never markup.

/** <tag ...attributes>children</tag>; functions named onclick etc. listen, false and null attributes are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SHAPES = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  list: "M4 6h16M4 12h16M4 18h16",
  hide: "M3 3l18 18M10.6 6.1A9.8 9.8 0 0 1 12 6c5 0 8.5 4 10 6a17 17 0 0 1-3.2 3.4M6.4 7.5A17 17 0 0 0 2 12c1.500 2 5 6 10 6a9.600 9.600 0 0 0 4.300-1M9.900 10a3 3 0 0 0 4.200 4.200",
  check: "M4 12.5l5.500 5.500L20 6.500",
  warning: "M12 3.500L22 20.500H2zM12 10v4.500M12 17.200v.3",
  speech: "M4 4h16v12H11l-5 4.500V16H4z",
  office: "M6 11V8a6 6 0 0 1 12 0v3M4 11h16v10H4z",
  alone: "M12 4a3.500 3.500 0 1 1 0 7a3.500 3.500 0 0 1 0-7zM5 20.500c0-4 3-6.500 7-6.500s7 2.500 7 6.500",
  language: "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM3 12h18M12 3c3 3 3.500 6 3.500 9s-.5 6-3.500 9c-3-3-3.500-6-3.500-9s.5-6 3.500-9z",
  leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  search: "M10.500 4a6.500 6.500 0 1 1 0 13a6.500 6.500 0 0 1 0-13zM15.500 15.500L21 21",
  up: "M6 14l6-6 6 6",
  down: "M6 10l6 6 6-6",
};

/** A drawing beside words that say the same. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

let drawn = 0;

/** A name for an element that others point to. */
export function newId(what) {
  drawn += 1;
  return `${what}-${drawn}`;
}
