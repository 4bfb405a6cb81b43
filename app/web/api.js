// The LangGraph server's HTTP API, with fetch and server-sent events.

const JSON_HEADERS = { "Content-Type": "application/json" };

async function request(path, options = {}) {
  const response = await fetch(path, options);
  if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
  return response;
}

const post = (path, body) =>
  request(path, { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(body) });

export async function createThread() {
  return (await (await post("/threads", {})).json()).thread_id;
}

export async function threadState(thread) {
  return (await (await request(`/threads/${thread}/state`)).json()).values ?? {};
}

// Whether thumbs have somewhere to go.
export const takesFeedback = request("/feedback").then((r) => r.json()).then((r) => r.enabled).catch(() => false);

export const giveFeedback = (trace_id, score, comment = "") => post("/feedback", { trace_id, score, comment });

export const cancelRun = (thread, run) => post(`/threads/${thread}/runs/${run}/cancel?wait=0`, {});

// Start a turn. Yields {event, data}; the first event, "run", carries the run's id.
export async function* streamTurn(thread, text, signal) {
  const response = await fetch(`/threads/${thread}/runs/stream`, {
    method: "POST",
    headers: JSON_HEADERS,
    signal,
    body: JSON.stringify({
      assistant_id: "dona",
      input: { messages: [{ role: "user", content: text }] },
      stream_mode: ["custom", "values"],
      stream_resumable: true,
      on_disconnect: "continue",
      multitask_strategy: "reject",
    }),
  });
  if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
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
