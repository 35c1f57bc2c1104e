// {schema, value} on standard input: what Ajv has to say against the value (JSON Schema 2020-12, strict).
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;
let given = "";
process.stdin.on("data", (part) => (given += part));
process.stdin.on("end", () => {
  const { schema, value } = JSON.parse(given);
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
  addFormats(ajv);
  const check = ajv.compile(schema);
  check(value);
  process.stdout.write(JSON.stringify((check.errors || []).map((one) => `${one.instancePath}: ${one.message}`)));
});
