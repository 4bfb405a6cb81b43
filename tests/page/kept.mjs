// Runs the page's memory over each value of a JSON array on stdin, as if the browser had kept it
// under `dona.threads`, and prints what conversations there are: as found, and after one more.

import { readFileSync } from "node:fs";

const stored = new Map();
globalThis.localStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, value) => stored.set(name, value),
  removeItem: (name) => stored.delete(name),
};
const code = readFileSync(new URL("../../app/web/kept.js", import.meta.url));
const { conversations, remember } = await import(`data:text/javascript;base64,${code.toString("base64")}`);

const told = JSON.parse(readFileSync(0, "utf8")).map((value) => {
  stored.clear();
  if (value !== null) stored.set("dona.threads", value);
  const found = conversations();
  remember("nueva", "hola");
  return { found, then: conversations() };
});
console.log(JSON.stringify(told));
