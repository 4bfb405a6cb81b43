// node turns.mjs URL: a shopper's three turns with the JavaScript SDK; prints the last states.
import { Client } from "@langchain/langgraph-sdk";

const shopper = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
const client = new Client({ apiUrl: process.argv[2], apiKey: null, defaultHeaders: { "X-Dona-Shopper": shopper } });
const { thread_id } = await client.threads.create();
const states = [];
for (const content of ["busco heladeras samsung", "la segunda cuánto sale?", "hacen envíos a Rosario?"]) {
  const sentences = [];
  let last = null;
  const input = { messages: [{ role: "user", content }] };
  for await (const { event, data } of client.runs.stream(thread_id, "dona", { input, streamMode: ["custom", "values"] })) {
    if (event === "error") throw new Error(JSON.stringify(data));
    if (event === "custom" && data.type === "sentence") sentences.push(data.text);
    if (event === "values" && data.verdict) last = data;
  }
  states.push({ sentences, answer: last.answer, route: last.route, products: last.products, citations: last.citations });
}
const kept = await client.threads.getState(thread_id);
console.log(JSON.stringify({ states, messages: kept.values.messages.length }));
