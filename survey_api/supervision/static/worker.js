// Keeps the last pages of the supervisor so that they can be read where there is no network, for seven days at most.
// Nothing that anybody answered is kept: pages about one interview are not.

const KEPT = "supervision-1";
const DAYS = 7;
const WAIT = 4_000; // for an answer, where an older page is at hand
const NEVER = /^\/supervision\/(interviews\/.+|live|changes|worker\.js)/;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { if (event.data === "forget") event.waitUntil(caches.delete(KEPT)); });

const old = async (request) => {
  const found = await (await caches.open(KEPT)).match(request);
  if (!found) return null;
  const at = Date.parse(found.headers.get("Date") ?? found.headers.get("X-Kept-At") ?? "");
  return Date.now() - at > DAYS * 86_400_000 ? null : found;
};

// A page from before says so, and the page itself tells its age.
const marked = async (found) => {
  const text = (await found.text()).replace("<html ", '<html data-kept="1" ');
  return new Response(text, { headers: found.headers });
};

const keep = async (request, answer) => {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toUTCString());
  const kept = new Response(await answer.blob(), { status: 200, headers });
  await (await caches.open(KEPT)).put(request, kept);
};

const fresh = async (request) => {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await keep(request, answer.clone());
  return answer;
};

const shown = async (request) => {
  const before = await old(request);
  if (!before) return fresh(request);
  const late = new Promise((resolve) => { setTimeout(resolve, WAIT, null); });
  const answer = await Promise.race([fresh(request).catch(() => null), late]);
  if (answer) return answer;
  return request.mode === "navigate" ? marked(before) : before;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const wanted = request.mode === "navigate" || pathname.startsWith("/static/");
  if (request.method !== "GET" || origin !== self.location.origin || NEVER.test(pathname) || !wanted) return;
  event.respondWith(shown(request));
});
