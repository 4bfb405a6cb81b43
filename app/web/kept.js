// What this browser remembers: the shopper's secret and their conversations. A browser that keeps
// nothing for an embedded page still chats, until the page is closed.

const MOST = 20;
const memory = new Map(); // what could not be kept: the browser refuses, or has no room left

export function kept(name) {
  if (memory.has(name)) return memory.get(name);
  try { return localStorage.getItem(`dona.${name}`); } catch { return null; }
}

export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`dona.${name}`);
    else localStorage.setItem(`dona.${name}`, value);
    memory.delete(name);
  } catch { memory.set(name, value); }
  return value;
}

// [{id, title}], the latest first; a title is the conversation's first message. What is no such list
// (cut, or another's) is as good as none: it must not keep anybody from chatting.
export function conversations() {
  let read;
  try { read = JSON.parse(kept("threads")); } catch { return []; }
  if (!Array.isArray(read)) return [];
  return read.filter((one) => typeof one?.id === "string" && typeof one.title === "string").map(({ id, title }) => ({ id, title }));
}

export function remember(id, title) {
  const others = conversations().filter((one) => one.id !== id);
  const first = conversations().find((one) => one.id === id)?.title ?? title.slice(0, 60);
  keep("threads", JSON.stringify([{ id, title: first }, ...others].slice(0, MOST)));
}

export function forget(id) {
  keep("threads", JSON.stringify(conversations().filter((one) => one.id !== id)));
}
