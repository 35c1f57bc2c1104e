// Statements (a JSON list on standard input) as Learning Locker's validator sees them: its warnings, a list for each.
const validate = require("@learninglocker/xapi-validation").default;
let given = "";
process.stdin.on("data", (part) => (given += part));
process.stdin.on("end", () => {
  const found = JSON.parse(given).map((statement) =>
    validate(statement).map((warning) => `${warning.constructor.name} ${(warning.path || []).join(".")}`),
  );
  process.stdout.write(JSON.stringify(found));
});
