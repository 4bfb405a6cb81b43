// The conversation: sends turns, shows sentences as they are released, takes up what was cut.

import { cancelRun, createThread, feedback, giveFeedback, joinTurn, streamTurn, threadState } from "./api.js";
import { conversations, forget, keep, kept, remember } from "./kept.js";
import { bubble, element, sources, thumbs, trace, write } from "./view.js";

const SUGGESTIONS = ["tenes heladera no frost x menos de 1,2 palos?", "zapatillas para correr talle 42", "hacen envíos a Rosario?", "qué cuotas hay?"];
const LOOK_MS = 4000; // how often a shopper who waits for a person is looked after
const $ = (id) => document.getElementById(id);
const log = $("log"), text = $("text"), send = $("send"), stop = $("stop"), fresh = $("new"), past = $("past");
let chat = blank(kept("thread")); // the open conversation: what was begun for another is not of it
let running = null; // {run, abort, attempt, told, last}
let restored = Promise.resolve(); // once the open conversation is on the page

// people: how many messages of people are shown; looking: the timer of a shopper who waits for one.
function blank(thread) { return { thread, people: 0, looking: null }; }

function enter(thread) {
  clearInterval(chat.looking);
  chat = blank(keep("thread", thread));
}

const toEnd = () => { log.scrollTop = log.scrollHeight; };

function add(node) {
  log.append(node);
  toEnd();
  return node;
}

function suggest(list) {
  $("suggestions").replaceChildren(...list.map((words) => {
    const chip = element("button", { type: "button", className: "chip" }, words);
    chip.addEventListener("click", () => turn(words));
    return chip;
  }));
  toEnd();
}

function busy(on) {
  send.hidden = fresh.disabled = past.disabled = on;
  stop.hidden = !on;
}

async function turn(words) {
  words = words.trim();
  if (!words || running) return;
  running = { abort: new AbortController(), attempt: 0, told: "", last: null };
  busy(true);
  text.value = "";
  grow();
  await restored;
  suggest([]);
  const asked = add(bubble("user", words));
  const answer = add(bubble("assistant"));
  waits(answer, true);
  try {
    await ask(answer, words);
  } catch (error) {
    await recover(asked, answer, words, error);
  } finally {
    waits(answer, false);
    running = null;
    busy(false);
    // A keyboard that rises by itself would cover the answer on a phone.
    if (matchMedia("(pointer: fine)").matches) text.focus();
  }
}

// Half an answer is not read aloud: screen readers wait for the end of `aria-busy`.
function waits(answer, on) {
  answer.classList.toggle("waiting", on);
  answer.setAttribute("aria-busy", String(on));
}

async function ask(answer, words, again = true) {
  const known = chat.thread;
  chat.thread ??= await createThread();
  try {
    keep("thread", chat.thread);
    remember(chat.thread, words);
    await follow(answer, streamTurn(chat.thread, words, running.abort.signal));
  } catch (error) {
    if (error.status !== 404 || !known || !again) throw error;
    leave(); // the server forgot the thread: the message goes to a new one
    await ask(answer, words, false);
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
      toEnd();
    } else if (event.startsWith("values") && data?.answer) final = data;
  }
  if (!final) final = await threadState(chat.thread);
  await finish(answer, final);
}

async function finish(answer, final) {
  write(answer.querySelector(".text"), final.answer ?? "");
  answer.dataset.trace = final.trace_id ?? "";
  const { products = [], citations = [] } = final;
  if (citations.length) answer.append(sources(products, citations));
  if (products.length > 1) suggest(["compará las dos primeras", "cuál es la más barata?", "hay otra marca?"]);
  waitForPerson(final);
  const { enabled, traces } = await feedback;
  if (final.trace_id && enabled) answer.append(thumbs((score, comment) => giveFeedback(final.trace_id, score, comment)));
  if (final.trace_id && traces) answer.append(trace(traces, final.trace_id));
  toEnd();
}

async function recover(asked, answer, words, error) {
  const body = answer.querySelector(".text");
  if (error.name === "AbortError") return write(body, running.told || "Cortado.");
  if (running.run && !error.status) {
    for (let wait = 500; wait < 9000; wait *= 2) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        return await follow(answer, joinTurn(chat.thread, running.run, running.last, running.abort.signal));
      } catch (again) {
        if (again.name === "AbortError") return write(body, running.told || "Cortado.");
        if (again.status) break; // it answers, and has no such run any more
      }
    }
  }
  write(body, error.told ?? "Se cortó la conexión y no pude responderte.");
  const retry = element("button", { type: "button", className: "chip" }, "Reintentar");
  retry.addEventListener("click", () => { if (!running) { asked.remove(); answer.remove(); turn(words); } });
  answer.append(retry);
}

// Once a person was asked for, what they write appears here by itself.
function waitForPerson(state) {
  const written = (state.messages ?? []).filter((message) => message.name === "operator");
  for (const message of written.slice(chat.people)) add(bubble("person", message.content));
  chat.people = Math.max(chat.people, written.length);
  const waiting = state.handoff?.status === "waiting";
  if (waiting) chat.looking ??= setInterval(look, LOOK_MS);
  else { clearInterval(chat.looking); chat.looking = null; }
}

async function look() {
  if (running || document.hidden || !chat.thread) return;
  const asked = chat;
  const state = await threadState(asked.thread).catch(() => null);
  if (state && asked === chat && !running) waitForPerson(state);
}

async function restore() {
  if (!chat.thread) return greet();
  const asked = chat;
  try {
    const state = await threadState(asked.thread);
    if (asked !== chat) return;
    const messages = state.messages ?? [];
    for (const message of messages) {
      const role = message.type === "human" ? "user" : message.name === "operator" ? "person" : "assistant";
      add(bubble(role, message.content));
    }
    chat.people = messages.filter((message) => message.name === "operator").length;
    const answers = log.querySelectorAll(".bubble.assistant");
    if (state.citations?.length) answers[answers.length - 1]?.append(sources(state.products, state.citations));
    if (!messages.length) greet();
    waitForPerson(state);
    toEnd();
  } catch (error) {
    if (asked !== chat) return;
    // Refused or unreachable for now, the thread is still there; not found, it is gone or not ours.
    if ([403, 404, 422].includes(error.status)) leave();
    greet();
  }
}

function leave() {
  if (chat.thread) forget(chat.thread);
  enter(null);
}

function greet() {
  add(bubble("assistant", `¡Hola! Soy DONA, la asistente de ${$("store").textContent}. ¿Qué estás buscando?`));
  suggest(SUGGESTIONS);
}

async function open(id) {
  if (running) return;
  enter(id);
  log.replaceChildren();
  suggest([]);
  await (restored = restore());
}

function showPast() {
  const list = conversations().map(({ id, title }) => {
    const button = element("button", { type: "button", className: "chip" }, title);
    if (id === chat.thread) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => { $("conversations").close(); open(id); });
    return element("li", {}, button);
  });
  $("titles").replaceChildren(...(list.length ? list : [element("li", {}, "Todavía no hay ninguna.")]));
  $("conversations").showModal();
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
  if (running.run) cancelRun(chat.thread, running.run).catch(() => {});
  running.abort.abort();
});
fresh.addEventListener("click", async () => { await open(null); text.focus(); });
past.addEventListener("click", showPast);
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); turn(text.value); }
});

restored = restore();
