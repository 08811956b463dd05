// Prints what a client of the older document could stumble over with the newer one: node breaking.mjs older.json newer.json
import { readFileSync } from "node:fs";
import { apiDiff, breaking } from "api-smart-diff";

const [older, newer] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const shown = 3;

const bounds = new Set(["additionalProperties", "format", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "multipleOf", "pattern", "uniqueItems"]);

// An answer that promises more than before breaks nobody; nor does one that is open, since clients leave alone what they do not know, such as a new value.
function isPromise({ action, path }) {
  if (path[3] !== "responses") return false;
  return (action === "add" && (bounds.has(path.at(-1)) || path.at(-2) === "enum")) || path.at(-1) === "additionalProperties";
}

// Components are compared where operations use them; by themselves they are not a part of the contract.
const found = new Map();
for (const change of apiDiff(older, newer)) {
  if (change.type !== breaking || change.path[0] !== "paths" || isPromise(change)) continue;
  const [, path, method] = change.path;
  const told = change.description?.startsWith("[") ? change.description : undefined; // the tool has no words for some
  const what = told ?? `[${change.action}] ${change.path.slice(3).filter((step) => !/^(allOf|anyOf|\d+)$/.test(step)).join("/")}`;
  const where = found.get(what) ?? new Set();
  found.set(what, where.add(method === undefined ? path : `${method.toUpperCase()} ${path}`));
}

for (const [what, where] of [...found].sort()) {
  console.log(what);
  for (const operation of [...where].slice(0, shown)) console.log(`  ${operation}`);
  if (where.size > shown) console.log(`  and ${where.size - shown} more`);
}
console.log(found.size === 0 ? "No breaking change." : `${found.size} kinds of breaking changes.`);
