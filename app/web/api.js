// The LangGraph server's HTTP API, with fetch and server-sent events.

import { keep, kept } from "./kept.js";

// The secret that makes this shopper's threads theirs: 128 random bits, kept in this browser.
function shopper() {
  const secret = kept("shopper");
  if (/^[\w-]{32,128}$/.test(secret)) return secret; // the server takes no other
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return keep("shopper", Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

async function request(path, options = {}) {
  const headers = { "X-Dona-Shopper": shopper(), ...options.headers };
  const response = await fetch(path, { ...options, headers });
  if (!response.ok) throw await refusal(response);
  return response;
}

// Who may not ask, or not now, is told why: `detail` is for the shopper when the status is 401, 413 or 429.
async function refusal(response) {
  const { status } = response;
  const { detail, message } = await response.json().catch(() => ({})); // the second is Aegra's
  const said = detail ?? message;
  const told = [401, 413, 429].includes(status) && typeof said === "string" ? said : null;
  return Object.assign(new Error(`HTTP ${status}`), { status, told });
}

const post = (path, body, options = {}) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...options });

export async function createThread() {
  return (await (await post("/threads", {})).json()).thread_id;
}

export async function threadState(thread) {
  return (await (await request(`/threads/${thread}/state`)).json()).values ?? {};
}

// {enabled: whether thumbs have somewhere to go, traces: where an operator reads a trace, else null}.
export const feedback = request("/feedback").then((r) => r.json()).catch(() => ({ enabled: false, traces: null }));

export const giveFeedback = (trace_id, score, comment = "") => post("/feedback", { trace_id, score, comment });

export const cancelRun = (thread, run) => post(`/threads/${thread}/runs/${run}/cancel?wait=0`, {});

// Start a turn. Yields {event, data}; the first event, "run", carries the run's id.
export async function* streamTurn(thread, text, signal) {
  const body = {
    assistant_id: "dona",
    input: { messages: [{ role: "user", content: text }] },
    stream_mode: ["custom", "values"],
    stream_resumable: true,
    on_disconnect: "continue",
    multitask_strategy: "reject",
  };
  const response = await post(`/threads/${thread}/runs/stream`, body, { signal });
  const run = /runs\/([^/]+)/.exec(response.headers.get("Content-Location") ?? "")?.[1];
  yield { event: "run", data: run };
  yield* events(response, run);
}

// Take up a run whose connection was lost, after the last event seen.
export async function* joinTurn(thread, run, lastEventId, signal) {
  const headers = lastEventId ? { "Last-Event-ID": lastEventId } : { "Last-Event-ID": "-1" };
  yield* events(await request(`/threads/${thread}/runs/${run}/stream`, { headers, signal }));
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffer += value.replace(/\r/g, "");
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const event = parse(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      if (event) yield event;
    }
  }
}

function parse(block) {
  const fields = { data: [] };
  for (const line of block.split("\n")) {
    if (line.startsWith(":")) continue;
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "data") fields.data.push(value);
    else if (name) fields[name] = value;
  }
  if (!fields.event) return null;
  return { event: fields.event, id: fields.id, data: fields.data.length ? JSON.parse(fields.data.join("\n")) : null };
}
