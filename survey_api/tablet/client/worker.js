// Keeps the app on the tablet: one cache a version, filled before the version is used; answers nothing else.

const VERSION = "{version}";
const OURS = "amem-";
const CACHE = OURS + VERSION;
const PAGE = "/tablet/";
const LASTING = [PAGE, "/tablet/manifest.webmanifest"];

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Whole or not at all: what the service serves by now may be newer than this worker.
async function fill() {
  const { version, files } = await (await fetch("/tablet/version.json", { cache: "no-store" })).json();
  if (version !== VERSION) throw new Error("the service serves another version by now");
  const cache = await caches.open(CACHE);
  await cache.addAll(files);
  await Promise.all(LASTING.map(async (address) => cache.put(address, await whole(address))));
}

async function whole(address) {
  const answer = await fetch(address, { cache: "no-store" });
  const text = await answer.clone().text();
  if (!answer.ok || (address === PAGE && !text.includes(VERSION))) throw new Error(`${address} is of another version`);
  return answer;
}

// The page comes from the cache of this worker's version, so that page and modules are always of one version.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (LASTING.includes(pathname)) event.respondWith(lasting(request, pathname));
  else if (pathname.startsWith("/tablet/v/") || pathname.startsWith("/static/fonts/")) event.respondWith(versioned(request));
});

async function lasting(request, pathname) {
  const kept = await (await caches.open(CACHE)).match(pathname);
  return kept ?? fetch(request);
}

async function versioned(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("message", (event) => {
  if (event.data?.what === "take") self.skipWaiting();
  if (event.data?.what === "prune") event.waitUntil(prune(event.data.versions));
});

async function prune(versions) {
  const wanted = new Set([CACHE, ...versions.map((version) => OURS + version)]);
  const coming = self.registration.waiting || self.registration.installing;
  if (coming) return; // its cache is not ours to judge
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && !wanted.has(name)).map((name) => caches.delete(name)));
}
