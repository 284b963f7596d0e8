// Keeps an open page up to date, tells how old it is where nobody answers, and lets the last pages be read offline.

const body = document.body;
const EVERY = 60_000; // between two questions where no stream comes through
const STALE = 3 * 60_000; // after which a page says its age
let content;
let since = 0;
let asOf = new Date();
let tag = "";
let polling = 0;
let stream = null;

// The age of what is shown, in the words of the page's language.
const inWords = (moment) => {
  const minutes = Math.round((moment - Date.now()) / 60_000);
  const words = new Intl.RelativeTimeFormat(`${document.documentElement.lang}-u-nu-latn`, { numeric: "always" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
};

const isKept = () => document.documentElement.hasAttribute("data-kept");

const tellAge = () => {
  const told = document.querySelector(".offline");
  if (!told) return;
  const old = isKept() || !navigator.onLine;
  const stale = Date.now() - asOf > STALE && Boolean(content.dataset.live);
  told.hidden = !(old || stale);
  if (!told.hidden) told.textContent = (old ? body.dataset.offline : body.dataset.stale).replace("{age}", inWords(asOf));
};

const put = ({ version, cells }) => {
  since = version;
  asOf = new Date();
  for (const [name, html] of Object.entries(cells)) {
    const cell = document.querySelector(`[data-cell="${CSS.escape(name)}"]`);
    if (!cell || cell.contains(document.activeElement)) continue; // nobody's place is taken from under their finger
    const open = [...cell.querySelectorAll("details")].map((one) => one.open);
    cell.innerHTML = html;
    cell.querySelectorAll("details").forEach((one, n) => { one.open = Boolean(open[n]); });
    window.htmx?.process(cell);
  }
  document.documentElement.removeAttribute("data-kept");
  tellAge();
};

const address = (path) => `${path}?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(location.search)), page: content.dataset.live, since })}`;

const ask = async () => {
  if (!content.dataset.live) return;
  try {
    const answer = await fetch(address("/supervision/changes"), { headers: tag ? { "If-None-Match": tag } : {} });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      put(await answer.json());
    } else if (answer.status === 304) {
      asOf = new Date();
    }
  } catch { /* nobody answers: the page tells its age */ }
  tellAge();
};

const poll = () => { polling ||= setInterval(ask, EVERY); };

const listen = () => {
  stream?.close();
  if (!content.dataset.live || isKept()) return;
  if (!window.EventSource) { poll(); return; }
  stream = new EventSource(address("/supervision/live"));
  stream.addEventListener("cells", (event) => put(JSON.parse(event.data)));
  stream.addEventListener("same", () => { asOf = new Date(); tellAge(); });
  stream.addEventListener("ended", () => stream.close());
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) poll(); tellAge(); };
};

// The tab of the open page, or of the list that it belongs to, is the current one.
const whereWeAre = () => {
  const here = location.pathname;
  for (const tab of document.querySelectorAll(".tabs a")) {
    const path = new URL(tab.href).pathname;
    const within = path !== "/supervision/" && here.startsWith(path.endsWith("/") ? path : `${path}/`);
    if (here === path) tab.setAttribute("aria-current", "page");
    else if (within) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
};

// What the page that is open now says of itself: after a part of it was exchanged too.
const begin = () => {
  const found = document.getElementById("content");
  if (found === content) return;
  content = found;
  since = Number(content.dataset.version);
  asOf = isKept() ? new Date(content.dataset.asOf) : new Date(); // just received: no two clocks are compared
  tag = "";
  whereWeAre();
  tellAge();
  listen();
};

if (window.isSecureContext && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/supervision/worker.js", { scope: "/supervision/" }).catch(() => {});
}
document.querySelector("form[data-forget]")?.addEventListener("submit", () => {
  navigator.serviceWorker?.controller?.postMessage("forget");
});
addEventListener("online", ask);
addEventListener("offline", tellAge);
setInterval(tellAge, 30_000);
addEventListener("pagehide", () => stream?.close());
body.addEventListener("htmx:afterSettle", begin);
begin();
