// Reads GIFT from standard input with gift-pegjs, a port of Moodle's grammar, and writes its questions as JSON.
"use strict";
const { parse } = require("gift-pegjs");
process.stdout.write(JSON.stringify(parse(require("node:fs").readFileSync(0, "utf8"))));
