// Grades as authoring/items/grading.py does: rules only, the same answer always the same score, 0 to 1.
"use strict";

const ARTICLES = new Set(["a", "an", "the", "il", "lo", "la", "i", "gli", "le", "un", "uno", "una"]);

function plain(text) {
  const folded = text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss");
  let words = folded.match(/[\p{L}\p{N}]+(?:[.,][\p{L}\p{N}]+)*/gu) || [];
  if (words.length > 1 && ARTICLES.has(words[0])) words = words.slice(1);
  return words.join(" ") || folded.trim();
}

// The numbers that a text may mean, the English reading first; null: it is not one number in digits.
function readNumber(text) {
  const runs = text.replaceAll("−", "-").match(/[-+]?\d[\d.,\s']*/g) || [];
  if (runs.length !== 1) return null;
  const digits = runs[0].replace(/[\s']/g, "").replace(/^[.,]+|[.,]+$/g, "");
  const whole = /^[-+]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(digits) ? digits.replaceAll(".", "") : digits;
  const english = digits.replaceAll(",", ""), italian = whole.replaceAll(",", ".");
  const grouped = /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits);
  const variants = grouped || !digits.includes(",") ? [english, italian] : [italian];
  const numbers = variants.filter((one) => /^[-+]?\d+(\.\d+)?$/.test(one)).map(Number);
  return numbers.length ? numbers : null;
}

function gradeChoice(item, chosen) {
  const keys = item.options.filter((option) => option.correct).length;
  const right = chosen.filter((place) => item.options[place].correct).length;
  if (!item.several) return right === chosen.length && chosen.length === 1 ? 1 : 0;
  return Math.max(0, (right - (chosen.length - right)) / keys);
}

function gradeText(item, text) {
  return item.accepted.some((one) => plain(one.text) === plain(text)) ? 1 : 0;
}

function gradeNumber(item, text) {
  const numbers = readNumber(text) || [];
  const fits = (one) => one.values.some((value) => numbers.some((n) => Math.abs(n - value) <= one.tolerance + 1e-9));
  return item.accepted.some(fits) ? 1 : 0;
}

// `rights`: for each left, the text chosen beside it.
function gradePairs(item, rights) {
  const right = item.lefts.filter((left, place) => item.pairs.some(([l, r]) => l === left && r === rights[place]));
  return right.length / item.pairs.length;
}

// Kendall's tau, never below 0.
function gradeOrder(item, steps) {
  const places = steps.map((step) => item.order.indexOf(step));
  let pairs = 0, concordant = 0;
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      pairs += 1;
      concordant += places[i] < places[j] ? 1 : 0;
    }
  }
  return pairs ? Math.max(0, (2 * concordant) / pairs - 1) : 1;
}

function grade(item, given) {
  if (item.self_marked) return null;
  if (item.options.length) return gradeChoice(item, given);
  if (item.pairs.length) return gradePairs(item, given);
  if (item.order.length) return gradeOrder(item, given);
  return item.type === "numeric" ? gradeNumber(item, given) : gradeText(item, given);
}

if (typeof module !== "undefined") module.exports = { grade, plain, readNumber };
