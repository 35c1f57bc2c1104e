// Shows the course, one micro-module at a time, and tells the platform what was answered.
"use strict";

const WORDS = {
  en: {
    check: "Check", right: "Right", wrong: "Not right", partly: "Partly right", next: "Next", contents: "Contents",
    done: "done", begin: "Begin", finish: "Finish", again: "Try the missed ones again", read: "I have read this", up: "Move up", down: "Move down",
    choose: "Choose", answer: "Your answer", number: "Type one number, in digits", show: "Show the answer", model: "Answer",
    key: "Right:", missing: "Answer first.", recall: "How well did you recall it?", not_at_all: "Not at all", nearly: "Nearly", got_it: "Fully",
    standing: (done, all) => `Practice: ${done} of ${all} answered`, score: (n) => `score ${n} %`, closed: "Done. You can close this page.",
    unrecorded: "no platform is connected, nothing is recorded", key_points: "Key points", of: (n, all) => `${n} of ${all}`,
  },
  it: {
    check: "Verifica", right: "Giusto", wrong: "Non è giusto", partly: "Giusto in parte", next: "Avanti", contents: "Indice",
    done: "fatto", begin: "Inizia", finish: "Termina", again: "Riprova quelle sbagliate", read: "Ho letto", up: "Sposta su", down: "Sposta giù",
    choose: "Scegli", answer: "La tua risposta", number: "Scrivi un solo numero, in cifre", show: "Mostra la risposta", model: "Risposta",
    key: "Giusto:", missing: "Prima rispondi.", recall: "Quanto lo ricordavi?", not_at_all: "Per niente", nearly: "Quasi", got_it: "Del tutto",
    standing: (done, all) => `Esercizio: ${done} di ${all} risposte`, score: (n) => `punteggio ${n} %`, closed: "Fatto. Puoi chiudere questa pagina.",
    unrecorded: "nessuna piattaforma collegata, nulla viene registrato", key_points: "Punti chiave", of: (n, all) => `${n} di ${all}`,
  },
};
const RECALLS = ["not_at_all", "nearly", "got_it"];
const UNSCORED = 1001; // codes above a score in thousandths: marked by the learner, or only read

const course = JSON.parse(document.getElementById("course").textContent);
const words = WORDS[course.language];
const runtime = new Runtime(window);
const main = document.getElementById("main");
// One task an item; a micro-module without items is one task: to read it.
const tasks = course.parts.flatMap((part, place) =>
  part.items.length ? part.items.map((item) => ({ place, item })) : [{ place, item: null }],
);
const codes = restored();

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// --- what was done, kept in two characters a task ---

// Which versions the codes are of: after an update the numbers of the items may mean others.
function edition() {
  let sum = 0;
  for (const letter of course.parts.map((part) => `${part.id}/${part.version}`).join()) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return sum.toString(36);
}

function restored() {
  const [of, kept = ""] = runtime.get("cmi.suspend_data").split("|");
  const isOurs = of === edition() && kept.length === 2 * tasks.length;
  return tasks.map((_, n) => (isOurs && kept.slice(2 * n, 2 * n + 2) !== "--" ? parseInt(kept.slice(2 * n, 2 * n + 2), 36) : null));
}

const suspended = () => `${edition()}|${codes.map((code) => (code === null ? "--" : code.toString(36).padStart(2, "0"))).join("")}`;
const isDone = (place) => tasks.every((task, n) => task.place !== place || codes[n] !== null);

// The mean of what is graded, unanswered items as 0; null: nothing is graded.
function score() {
  const graded = tasks.map((task, n) => [task, n]).filter(([{ item }]) => item && !item.self_marked);
  if (!graded.length) return null;
  return graded.reduce((sum, [, n]) => sum + (codes[n] || 0) / 1000, 0) / graded.length;
}

function status() {
  if (codes.includes(null)) return "incomplete";
  if (score() === null) return "completed";
  return score() + 0.0005 >= course.pass_mark ? "passed" : "failed";
}

function keep(place) {
  // No score before the end: some platforms judge what is only suspended by it.
  runtime.keep({ suspended: suspended(), place, score: codes.includes(null) ? null : score(), status: status() });
  tellStanding();
}

function tellStanding() {
  const parts = [words.standing(codes.filter((code) => code !== null).length, tasks.length)];
  if (status() !== "incomplete" && score() !== null) parts.push(words.score(Math.round(score() * 100)));
  if (!runtime.api && !closed) parts.push(words.unrecorded);
  document.getElementById("standing").textContent = parts.join(" · ");
}

// --- pages ---

let closed = false;

function show(...children) {
  main.replaceChildren(...children.filter((child) => child !== null));
  main.focus();
  window.scrollTo(0, 0);
}

function showContents() {
  const rows = course.parts.map((part, place) => {
    const mark = isDone(place) ? ` · ${words.done}` : "";
    return make("li", {}, make("button", { type: "button", onclick: () => showPart(place) }, `${place + 1}. ${part.title}${mark}`));
  });
  show(make("h2", {}, words.contents), make("ol", { class: "parts" }, ...rows), ways(null));
}

function showPart(place) {
  const part = course.parts[place];
  keep(place);
  const source = [course.document, part.place].filter(Boolean).join(", ");
  const count = course.parts.length > 1 ? make("p", {}, words.of(place + 1, course.parts.length)) : null;
  show(
    count,
    make("h2", {}, part.title),
    make("p", {}, make("em", {}, part.objective)),
    ...body(part.body),
    part.key_points.length ? make("h3", {}, words.key_points) : null,
    make("ul", {}, ...part.key_points.map((point) => make("li", {}, point))),
    ...part.terms.map((term) => make("p", {}, make("strong", {}, term.term), `: ${term.definition}`)),
    make("p", {}, make("small", {}, source)),
    ...tasks.map((task, n) => (task.place === place ? question(n, place) : null)),
    ways(place),
  );
}

function ways(place) {
  const next = tasks.find((task, n) => task.place !== place && codes[n] === null);
  const missed = tasks.some((task, n) => codes[n] !== null && codes[n] < 1000 && task.item && !task.item.self_marked);
  const can = (is, text, onclick, kind = null) => (is ? make("button", { type: "button", class: kind, onclick }, text) : null);
  return make(
    "nav",
    { "data-ways": "" },
    can(next !== undefined, place === null ? words.begin : words.next, () => showPart(next.place), "deed next"),
    can(course.parts.length > 1 && place !== null, words.contents, showContents),
    can(status() === "failed" && missed, words.again, tryAgain),
    can(status() !== "incomplete", words.finish, finish, "deed"),
  );
}

function tryAgain() {
  tasks.forEach((task, n) => {
    if (task.item && !task.item.self_marked && codes[n] < 1000) codes[n] = null;
  });
  showPart(tasks[codes.indexOf(null)].place);
}

function finish() {
  runtime.finish();
  closed = true;
  tellStanding();
  show(make("p", { class: "verdict" }, words.closed));
}

function body(pieces) {
  const made = [];
  let list = null;
  for (const piece of pieces) {
    const isListItem = piece.kind === "list_item" && piece.layout === "text";
    if (!isListItem) list = null;
    else if (!list) made.push((list = make("ul")));
    if (isListItem) list.append(make("li", {}, piece.text));
    else made.push(bodyPiece(piece));
  }
  return made;
}

function bodyPiece(piece) {
  if (piece.layout === "code") return make("pre", { tabindex: "0" }, make("code", {}, piece.text));
  if (piece.layout === "table") {
    const rows = piece.text.split("\n").map((row, n) => make("tr", {}, ...row.split(" | ").map((cell) => make(n ? "td" : "th", {}, cell))));
    return make("div", { class: "table", tabindex: "0" }, make("table", {}, ...rows));
  }
  return make({ heading: "h3", callout: "blockquote" }[piece.kind] || "p", {}, piece.text);
}

// --- questions ---

function question(n, place) {
  const { item } = tasks[n];
  const box = make("fieldset", { "data-task": n });
  const done = () => {
    keep(place);
    document.querySelector("[data-ways]").replaceWith(ways(place));
  };
  if (item === null) {
    const read = () => { codes[n] = UNSCORED; done(); box.replaceChildren(make("p", {}, words.done)); };
    box.append(codes[n] === null ? make("button", { type: "button", class: "deed", onclick: read }, words.read) : words.done);
    return box;
  }
  box.append(make("legend", {}, item.unit ? `${item.stem} (${item.unit})` : item.stem));
  if (codes[n] !== null) box.append(...reason(item, codes[n]));
  else if (item.self_marked) askRecall(box, n, done);
  else ask(box, n, done);
  return box;
}

function ask(box, n, done) {
  const { item } = tasks[n];
  const input = inputOf(item, n);
  const hint = make("p", { class: "wrong", role: "alert" });
  const check = () => {
    const given = input.given();
    if (given === null) { hint.textContent = item.type === "numeric" && !item.options.length ? words.number : words.missing; return; }
    const earned = grade(item, given);
    codes[n] = Math.round(earned * 1000);
    runtime.answered(interaction(item, given, earned));
    done();
    const told = reason(item, codes[n]);
    box.replaceChildren(box.firstChild, ...told);
    told[0].focus();
  };
  box.append(...input.elements, hint, make("button", { type: "button", class: "deed", onclick: check }, words.check));
}

function askRecall(box, n, done) {
  const { item } = tasks[n];
  const written = make("textarea", { rows: "3", "aria-label": words.answer, maxlength: "2000" });
  const mark = (recall) => make("button", { type: "button", onclick: () => {
    codes[n] = UNSCORED + RECALLS.indexOf(recall);
    done();
    box.replaceChildren(box.firstChild, ...reason(item, codes[n]));
  } }, words[recall]);
  const reveal = () => {
    const told = make("p", { tabindex: "-1" }, `${words.model}: ${item.accepted.map((one) => one.text).join("; ")}`);
    button.replaceWith(told, make("p", {}, item.rationale), make("p", {}, words.recall), make("nav", {}, ...RECALLS.map(mark)));
    told.focus();
  };
  const button = make("button", { type: "button", class: "deed", onclick: reveal }, words.show);
  box.append(written, button);
}

// How an item is answered: elements, and `given()`, null where nothing fit to be graded was given.
function inputOf(item, n) {
  if (item.options.length) return choices(item, n);
  if (item.pairs.length) return pairs(item);
  if (item.order.length) return order(item);
  const field = make("input", { type: "text", "aria-label": words.answer, autocomplete: "off", inputmode: item.type === "numeric" ? "decimal" : null });
  const given = () => (field.value.trim() === "" || (item.type === "numeric" && !readNumber(field.value)) ? null : field.value);
  return { elements: [field], given };
}

function choices(item, n) {
  const inputs = item.options.map((_, place) => make("input", { type: item.several ? "checkbox" : "radio", name: `task-${n}`, value: place }));
  const given = () => {
    const chosen = inputs.flatMap((input, place) => (input.checked ? [place] : []));
    return chosen.length ? chosen : null;
  };
  return { elements: inputs.map((input, place) => make("label", {}, input, make("span", {}, item.options[place].text))), given };
}

function pairs(item) {
  const selects = item.lefts.map(() => make("select", {}, make("option", { value: "" }, words.choose), ...item.rights.map((right) => make("option", { value: right }, right))));
  const given = () => (selects.some((select) => select.value === "") ? null : selects.map((select) => select.value));
  return { elements: selects.map((select, place) => make("label", { class: "pair" }, item.lefts[place], select)), given };
}

function order(item) {
  const list = make("ol");
  const steps = [...item.steps];
  const draw = (focus = null) => {
    list.replaceChildren(...steps.map((step, place) => {
      const move = (by, word, sign) => make("button", { type: "button", "aria-label": `${word}: ${step}`, "data-move": `${step}/${by}`, onclick: () => {
        const to = place + by;
        if (to < 0 || to >= steps.length) return;
        [steps[place], steps[to]] = [steps[to], steps[place]];
        draw(`${step}/${by}`);
      } }, sign);
      return make("li", { class: "step" }, make("span", {}, step), make("span", {}, move(-1, words.up, "↑"), move(1, words.down, "↓")));
    }));
    if (focus) [...list.querySelectorAll("[data-move]")].find((button) => button.dataset.move === focus).focus();
  };
  draw();
  return { elements: [list], given: () => [...steps] };
}

function reason(item, code) {
  const verdict = code > 1000 ? words.done : code === 1000 ? words.right : code > 0 ? words.partly : words.wrong;
  const kind = code === 1000 ? "right" : code < 1000 ? "wrong" : "";
  const key = [
    ...item.options.filter((option) => option.correct).map((option) => option.text),
    ...(item.options.length ? [] : item.accepted.map((one) => one.text)),
    ...item.pairs.map(([left, right]) => `${left} → ${right}`),
    ...(item.order.length ? [item.order.join(" → ")] : []),
  ];
  const wrong = item.options.filter((option) => !option.correct && option.rationale);
  return [
    make("p", { class: `verdict ${kind}`, tabindex: "-1" }, verdict),
    make("p", {}, make("strong", {}, words.key), ` ${key.join("; ")}`),
    make("p", {}, item.rationale),
    ...wrong.map((option) => make("p", {}, make("small", {}, `${option.text}: ${option.rationale}`))),
    item.quote ? make("blockquote", {}, item.quote, item.place ? ` (${item.place})` : "") : null,
  ].filter((piece) => piece !== null);
}

// --- as SCORM 1.2 writes an answer ---

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

function interaction(item, given, earned) {
  const kind = interactionType(item);
  return {
    id: item.id,
    type: kind,
    student_response: responseText(item, kind, given),
    result: earned === 1 ? "correct" : "wrong",
    weighting: "1",
  };
}

function interactionType(item) {
  if (item.options.length) return "choice";
  if (item.pairs.length) return "matching";
  if (item.order.length) return "sequencing";
  return item.type === "numeric" ? "numeric" : "fill-in";
}

function responseText(item, kind, given) {
  if (kind === "choice") return given.map((place) => LETTERS[place]).join(",");
  if (kind === "matching") return given.map((right, place) => `${LETTERS[place]}.${LETTERS[item.rights.indexOf(right)]}`).join(",");
  if (kind === "sequencing") return given.map((step) => LETTERS[item.steps.indexOf(step)]).join(",");
  return kind === "numeric" ? readNumber(given)[0] : given.slice(0, 255);
}

// --- from launch to end ---

document.title = course.title;
document.getElementById("title").textContent = course.title;
window.addEventListener("pagehide", () => runtime.finish());
const last = Number(runtime.get("cmi.core.lesson_location"));
const isResumed = codes.some((code) => code !== null);
tellStanding();
if (course.parts.length === 1) showPart(0);
else if (isResumed && course.parts[last]) showPart(last);
else showContents();
