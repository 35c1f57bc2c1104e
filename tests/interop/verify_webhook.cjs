// A delivery on standard input ({secret, headers, body}) as the reference library of Standard Webhooks verifies it.
const { Webhook } = require("standardwebhooks");
let given = "";
process.stdin.on("data", (part) => (given += part));
process.stdin.on("end", () => {
  const { secret, headers, body } = JSON.parse(given);
  try {
    process.stdout.write(JSON.stringify({ verified: new Webhook(secret).verify(body, headers) }));
  } catch (refusal) {
    process.stdout.write(JSON.stringify({ refused: refusal.message }));
  }
});
