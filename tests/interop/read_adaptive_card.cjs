// An Adaptive Card on standard input, as Microsoft's own renderer parses it under version 1.4: its complaints and inputs.
const fs = require("node:fs");
const cards = require("adaptivecards/dist/adaptivecards.js");

const context = new cards.SerializationContext(cards.Versions.v1_4);
const card = new cards.AdaptiveCard();
card.parse(JSON.parse(fs.readFileSync(0, "utf8")), context);
const parsed = Array.from({ length: context.eventCount }, (_, place) => context.getEventAt(place).message);
const invalid = card.validateProperties().validationEvents.map((event) => event.message);
const submits = Array.from({ length: card.getActionCount() }, (_, place) => card.getActionAt(place))
  .filter((action) => action.getJsonTypeName() === "Action.Submit")
  .map((action) => action.data);
console.log(
  JSON.stringify({ complaints: [...parsed, ...invalid], inputs: card.getAllInputs().map((one) => one.id), submits })
);
