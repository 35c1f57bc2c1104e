// The platform's side: SCORM 1.2 where there is one, else nothing is recorded and everything plays all the same.
"use strict";

function findApi(from) {
  for (let view = from, depth = 0; view && depth < 10; depth++) {
    try {
      if (view.API) return view.API;
    } catch {
      return null; // a page of another origin
    }
    if (view.parent === view) return null;
    view = view.parent;
  }
  return null;
}

class Runtime {
  constructor(page) {
    const api = findApi(page) || (page.opener ? findApi(page.opener) : null);
    this.api = api && api.LMSInitialize("") === "true" ? api : null;
    this.started = Date.now();
    this.interactions = Number(this.get("cmi.interactions._count")) || 0;
    const status = this.get("cmi.core.lesson_status");
    if (status === "" || status === "not attempted") this.set("cmi.core.lesson_status", "incomplete");
    this.set("cmi.core.score.min", "0");
    this.set("cmi.core.score.max", "100");
  }

  get(name) {
    return this.api ? String(this.api.LMSGetValue(name)) : "";
  }

  set(name, value) {
    if (this.api) this.api.LMSSetValue(name, String(value));
  }

  answered(interaction) {
    const at = `cmi.interactions.${this.interactions}`;
    this.interactions += 1;
    for (const [name, value] of Object.entries(interaction)) this.set(`${at}.${name}`, value);
  }

  // `score` null: none yet, or nothing is graded.
  keep({ suspended, place, score, status }) {
    this.set("cmi.suspend_data", suspended);
    this.set("cmi.core.lesson_location", place);
    if (score !== null) this.set("cmi.core.score.raw", Math.round(score * 100));
    this.set("cmi.core.lesson_status", status);
    this.set("cmi.core.exit", status === "incomplete" ? "suspend" : "");
    if (this.api) this.api.LMSCommit("");
  }

  finish() {
    if (!this.api) return;
    this.set("cmi.core.session_time", sessionTime(Date.now() - this.started));
    this.api.LMSFinish("");
    this.api = null;
  }
}

function sessionTime(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const hours = String(Math.min(9999, Math.floor(seconds / 3600))).padStart(4, "0");
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
