// Markdown on standard input as markdown-it reads it (CommonMark with tables): every token that opens something or says
// something, with the words of its line; raw HTML is left on, so that whatever got through is seen.
const MarkdownIt = require("markdown-it");
const spoken = (token) =>
  (token.children || [])
    .map((one) => (one.type === "softbreak" || one.type === "hardbreak" ? " " : one.content))
    .join("");
let given = "";
process.stdin.on("data", (part) => (given += part));
process.stdin.on("end", () => {
  const tokens = new MarkdownIt({ html: true, linkify: false }).parse(given, {});
  const read = [];
  tokens.forEach((token, place) => {
    const kinds = (token.children || []).map((one) => one.type);
    if (token.type === "inline") {
      read.push({ in: tokens[place - 1].type, tag: tokens[place - 1].tag, text: spoken(token), kinds });
    } else if (token.nesting === 0) {
      read.push({ in: token.type, tag: token.tag, text: token.content, kinds });
    }
  });
  process.stdout.write(JSON.stringify(read));
});
