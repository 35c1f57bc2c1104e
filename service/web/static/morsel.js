// Everything here is a convenience: each page works without it.
"use strict";

document.documentElement.classList.add("scripted");

// Without the network, a page that says so.
if (navigator.serviceWorker) {
  navigator.serviceWorker.register(document.currentScript.dataset.worker, { scope: "/" }).catch(() => {}); // some browsers forbid it
  navigator.serviceWorker.controller?.postMessage(document.documentElement.lang);
}

// Upload: each file is sent by itself, so that one which fails stops no other.
const upload = document.getElementById("upload");
if (upload) {
  const picker = upload.querySelector("input[type=file]");
  upload.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    sendAll(picker.files);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    upload.addEventListener(name, (event) => {
      event.preventDefault();
      upload.classList.toggle("over", name === "dragover");
      if (name === "drop") sendAll(event.dataTransfer.files);
    });
  }
}

async function sendAll(files) {
  for (const file of Array.from(files)) await send(file);
  upload.querySelector("input[type=file]").value = "";
}

function send(file) {
  const form = new FormData();
  for (const [name, value] of new FormData(upload)) if (name !== "files") form.append(name, value);
  form.append("files", file);
  const line = document.createElement("li");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", file.name);
  line.append(`${file.name}: ${upload.dataset.sending}`, bar);
  upload.querySelector(".sending").append(line);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", upload.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) Object.assign(bar, { max: event.total, value: event.loaded });
    });
    request.addEventListener("loadend", () => {
      if (request.status === 200) {
        line.remove();
        show(request.responseText);
      } else {
        line.textContent = `${file.name}: ${upload.dataset.failed}`;
        line.className = "notice bad";
      }
      done();
    });
    request.send(form);
  });
}

function show(html) {
  const list = document.getElementById("documents");
  document.getElementById("none")?.remove();
  for (const card of new DOMParser().parseFromString(html, "text/html").body.children) {
    document.getElementById(card.id)?.remove();
    list.prepend(card);
    htmx.process(card);
  }
}

// Review: a part and its place in the source light up together.
function light(event, on) {
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
  if (!on || !(event.target instanceof Element)) return;
  const part = event.target.closest("[data-cite]");
  const place = event.target.closest("[data-by]");
  const lit = part
    ? Array.from(document.querySelectorAll(`[data-by~="${CSS.escape(part.dataset.cite)}"]`))
    : place
      ? place.dataset.by.split(" ").flatMap((id) => Array.from(document.querySelectorAll(`[data-cite="${CSS.escape(id)}"]`)))
      : [];
  for (const element of lit) element.classList.add("lit");
  if (part && lit.length) bring(lit[0]);
}

function bring(mark) {
  const pane = mark.closest(".source");
  const inside = mark.getBoundingClientRect();
  const around = pane.getBoundingClientRect();
  if (inside.top < around.top || inside.bottom > around.bottom) pane.scrollTop += inside.top - around.top - 60;
}

if (document.querySelector(".source")) {
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, (event) => light(event, true));
  for (const name of ["mouseleave", "focusout"]) document.addEventListener(name, (event) => light(event, false));
}

// Keys: J and K go from part to part and on to the neighbour, the others press what carries data-key.
const keys = document.getElementById("keys");
const areKeysOn = () => localStorage.getItem("morsel-keys") !== "off";
const switchKeys = document.getElementById("keys-on");
if (switchKeys) {
  switchKeys.checked = areKeysOn();
  switchKeys.addEventListener("change", () => localStorage.setItem("morsel-keys", switchKeys.checked ? "on" : "off"));
}
if (keys) {
  document.addEventListener("keydown", press);
  document.querySelector('button[data-key="?"]').addEventListener("click", () => keys.showModal());
}

function press(event) {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
  if (event.key === "Escape" && typing && !keys.open) {
    const form = event.target.closest("form");
    const way = form.querySelector("[data-cancel]");
    if (way) leave(form, way);
    else {
      form.closest("details")?.removeAttribute("open");
      event.target.blur();
    }
    return;
  }
  if (event.key === "Enter" && event.ctrlKey && typing) {
    event.target.closest("form").requestSubmit();
    return;
  }
  if (typing || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const isOn = areKeysOn();
  if (key === "?") keys.showModal();
  else if (isOn && event.shiftKey && (key === "j" || key === "k")) act(`shift-${key}`, event);
  else if (isOn && (key === "j" || key === "k")) step(key === "j" ? 1 : -1);
  else if (isOn && /^[a-z]$/.test(key)) act(key, event);
}

function leave(form, way) {
  localStorage.removeItem(saved(form));
  way.click();
}

function step(by) {
  const stops = Array.from(document.querySelectorAll("[data-stop]")).filter((stop) => stop.offsetParent !== null);
  const place = stops.findIndex((stop) => stop.hasAttribute("aria-current"));
  const next = stops[place + by];
  if (place === -1 && by < 0) return;
  if (!next) {
    document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
    return;
  }
  stops[place]?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.focus();
}

function act(key, event) {
  const stop = document.querySelector("[data-stop][aria-current]") ?? document.querySelector("[data-stop]");
  const selector = `[data-key="${key}"]`;
  const target = stop?.querySelector(selector) ?? document.querySelector(`.notice ${selector}, .working > * ${selector}, .decide ${selector}`);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "FORM") {
    const button = target.querySelector("button");
    if (!button.disabled) target.requestSubmit(button);
  } else if (target.tagName === "DETAILS") {
    target.open = true;
    target.querySelector("input:not([type=hidden]), select, button").focus();
  } else target.click();
}

// Quiz: 1 to 9 choose an option of the question that has the focus, else of the first that is not answered.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  if (!/^[1-9]$/.test(event.key) || isTyping || event.ctrlKey || event.metaKey || event.altKey || !areKeysOn()) return;
  const question = event.target.closest?.(".question:has(form)") ?? document.querySelector(".question:has(form)");
  const option = question?.querySelectorAll("input[name=option]")[event.key - 1];
  if (!option) return;
  event.preventDefault();
  option.click();
  option.focus();
});

// Autosave: what is typed stays in this browser until it is saved, cancelled, or its owner signs out.
const saved = (form) => `morsel-typed:${form.dataset.autosave}`;
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const fields = () => Array.from(form.elements).filter((field) => field.name && field.type !== "hidden");
  const kept = JSON.parse(localStorage.getItem(saved(form)) ?? "null");
  if (kept) {
    fields().forEach((field, number) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = kept[number];
      else if (kept[number] !== undefined) field.value = kept[number];
    });
    const notice = document.createElement("p");
    notice.className = "notice advice";
    notice.setAttribute("role", "status");
    notice.textContent = form.dataset.restored;
    form.prepend(notice);
  }
  form.addEventListener("input", () => {
    const values = fields().map((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value));
    localStorage.setItem(saved(form), JSON.stringify(values));
  });
  form.querySelector("[data-cancel]")?.addEventListener("click", () => localStorage.removeItem(saved(form)));
  form.addEventListener("submit", () => localStorage.removeItem(saved(form)));
}
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("morsel-typed:")) localStorage.removeItem(name);
  });
}

// The time zone of this device, where none was chosen yet.
const ownZone = document.querySelector("select[data-own-zone]");
if (ownZone) ownZone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
if (ownZone && ownZone.selectedIndex < 0) ownZone.selectedIndex = 0;
