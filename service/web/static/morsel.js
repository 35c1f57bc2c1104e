// Everything here is a convenience: each page works without it.
"use strict";

document.documentElement.classList.add("scripted");

// Upload: each file is sent by itself, so that one which fails stops no other.
const upload = document.getElementById("upload");
if (upload) {
  const picker = upload.querySelector("input[type=file]");
  upload.addEventListener("submit", (event) => {
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
  for (const field of ["form_token", "language"]) form.append(field, upload.elements[field].value);
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
