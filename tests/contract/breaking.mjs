// Prints what a client of the older document could stumble over with the newer one: node breaking.mjs older.json newer.json
import { readFileSync } from "node:fs";
import { apiDiff, breaking } from "api-smart-diff";

const [older, newer] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));

// The document says that clients leave alone what they do not know: a new value in an answer breaks nobody.
const isNewValueInAnswer = (change) => change.action === "add" && change.path.includes("responses") && change.path.at(-2) === "enum";

// Components are compared where operations use them; by themselves they are not a part of the contract.
const found = apiDiff(older, newer)
  .filter((change) => change.type === breaking && change.path[0] === "paths" && !isNewValueInAnswer(change))
  .map((change) => {
    const [, path, method] = change.path;
    const where = change.path.slice(3).filter((step) => step !== "allOf" && step !== "anyOf" && step !== "0");
    return `${method === undefined ? "" : `${method.toUpperCase()} `}${path}: ${change.description || `${change.action} ${where.join("/")}`}`;
  });

for (const line of [...new Set(found)].sort()) console.log(line);
console.log(found.length === 0 ? "No breaking change." : `${found.length} breaking ${found.length === 1 ? "change" : "changes"}.`);
