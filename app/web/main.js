// The conversation: sends turns, shows sentences as they are released, takes up what was cut.

import { cancelRun, createThread, giveFeedback, joinTurn, streamTurn, takesFeedback, threadState } from "./api.js";
import { bubble, element, sources, thumbs, write } from "./view.js";

const SUGGESTIONS = ["tenes heladera no frost x menos de 1,2 palos?", "zapatillas para correr talle 42", "hacen envíos a Rosario?", "qué cuotas hay?"];
const $ = (id) => document.getElementById(id);
const log = $("log"), text = $("text"), send = $("send"), stop = $("stop");
let thread = localStorage.getItem("dona.thread");
let running = null; // {run, abort}

function add(node) {
  log.append(node);
  node.scrollIntoView({ block: "end", behavior: "smooth" });
  return node;
}

function suggest(list) {
  $("suggestions").replaceChildren(...list.map((words) => {
    const chip = element("button", { type: "button", className: "chip" }, words);
    chip.addEventListener("click", () => turn(words));
    return chip;
  }));
}

function busy(on) {
  send.hidden = on;
  stop.hidden = !on;
}

async function turn(words) {
  words = words.trim();
  if (!words || running) return;
  suggest([]);
  text.value = "";
  grow();
  add(bubble("user", words));
  const answer = add(bubble("assistant"));
  answer.classList.add("waiting");
  running = { abort: new AbortController(), attempt: 0, told: "", last: null };
  busy(true);
  try {
    thread ??= await createThread();
    localStorage.setItem("dona.thread", thread);
    await follow(answer, streamTurn(thread, words, running.abort.signal));
  } catch (error) {
    await recover(answer, words, error);
  } finally {
    answer.classList.remove("waiting");
    running = null;
    busy(false);
    text.focus();
  }
}

async function follow(answer, stream) {
  const body = answer.querySelector(".text");
  let final = null;
  for await (const { event, id, data } of stream) {
    if (id) running.last = id;
    if (event === "run") running.run = data;
    else if (event === "error") throw new Error(data?.message ?? "error");
    else if (event.startsWith("custom") && data?.type === "sentence") {
      // A new attempt replaces what the one before had told.
      if (data.attempt !== running.attempt) Object.assign(running, { attempt: data.attempt, told: "" });
      running.told += data.text;
      write(body, running.told);
      answer.scrollIntoView({ block: "end" });
    } else if (event.startsWith("values") && data?.answer) final = data;
  }
  if (!final) final = await threadState(thread);
  finish(answer, final);
}

function finish(answer, final) {
  write(answer.querySelector(".text"), final.answer ?? "");
  answer.dataset.trace = final.trace_id ?? "";
  const { products = [], citations = [] } = final;
  if (citations.length) answer.append(sources(products, citations));
  takesFeedback.then((on) => { if (on && final.trace_id) answer.append(thumbs((score, comment) => giveFeedback(final.trace_id, score, comment))); });
  if (products.length > 1) suggest(["compará las dos primeras", "cuál es la más barata?", "hay otra marca?"]);
  answer.scrollIntoView({ block: "end" });
}

async function recover(answer, words, error) {
  const body = answer.querySelector(".text");
  if (error.name === "AbortError") return write(body, running.told || "Cortado.");
  if (error.status === 404) { // the server forgot the thread
    localStorage.removeItem("dona.thread");
    thread = null;
  } else if (running.run && !error.status) {
    for (let wait = 500; wait < 9000; wait *= 2) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        return await follow(answer, joinTurn(thread, running.run, running.last, running.abort.signal));
      } catch { /* still down: try again, more slowly */ }
    }
  }
  write(body, error.told ?? "Se cortó la conexión y no pude responderte.");
  const retry = element("button", { type: "button", className: "chip" }, "Reintentar");
  retry.addEventListener("click", () => { answer.remove(); turn(words); });
  answer.append(retry);
}

async function restore() {
  if (!thread) return greet();
  try {
    const state = await threadState(thread);
    for (const message of state.messages ?? []) add(bubble(message.type === "human" ? "user" : "assistant", message.content));
    if (state.citations?.length) log.lastElementChild?.append(sources(state.products, state.citations));
    if (!state.messages?.length) greet();
  } catch (error) {
    // Refused or unreachable for now, the thread is still there; not found, it is gone or not ours.
    if ([403, 404, 422].includes(error.status)) {
      thread = null;
      localStorage.removeItem("dona.thread");
    }
    greet();
  }
}

function greet() {
  add(bubble("assistant", "¡Hola! Soy DONA, la asistente de Tienda Ñandú. ¿Qué estás buscando?"));
  suggest(SUGGESTIONS);
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 140)}px`;
}

log.addEventListener("click", (event) => {
  const marker = event.target.closest(".marker")?.dataset.marker;
  if (!marker) return;
  const source = event.target.closest(".bubble").querySelector(`.sources [data-marker="${marker}"]`);
  if (!source) return;
  if (source.tagName === "DETAILS") source.open = true;
  source.scrollIntoView({ block: "nearest", behavior: "smooth" });
  source.classList.remove("flash");
  requestAnimationFrame(() => source.classList.add("flash"));
});
$("composer").addEventListener("submit", (event) => { event.preventDefault(); turn(text.value); });
stop.addEventListener("click", () => {
  if (!running) return;
  if (running.run) cancelRun(thread, running.run).catch(() => {});
  running.abort.abort();
});
$("new").addEventListener("click", () => {
  if (running) return;
  thread = null;
  localStorage.removeItem("dona.thread");
  log.replaceChildren();
  greet();
  text.focus();
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); turn(text.value); }
});

restore();
