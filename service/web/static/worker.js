// Without the network a page of our own says so; nothing that anybody was shown is kept here.
"use strict";

const CACHE = "morsel";
const OFFLINE = "/offline";

async function keep() {
  const page = await fetch(OFFLINE);
  if (!page.ok) return;
  const html = await page.clone().text();
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  await cache.addAll(html.match(/\/static\/[^"]+/g));
  await cache.put(OFFLINE, page);
}

async function keepIn(language) {
  const kept = await caches.match(OFFLINE);
  if (!kept || !(await kept.text()).includes(`<html lang="${language}"`)) await keep();
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("message", (event) => event.waitUntil(keepIn(event.data)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const kept = request.mode === "navigate" ? OFFLINE : request.url.startsWith(`${location.origin}/static/`) ? request : null;
  if (kept) event.respondWith(fetch(request).catch(async () => (await caches.match(kept)) ?? Response.error()));
});
