// Draws each case (a JSON array on stdin) with the page's own module over a DOM that takes text
// and properties alone, and prints what came out: every element's tag, link and text.

import { readFileSync } from "node:fs";

const FORBIDDEN = new Set(["innerHTML", "outerHTML", "srcdoc", "insertAdjacentHTML"]);

class Element {
  constructor(tag) {
    Object.assign(this, { tag, children: [], dataset: {}, attributes: {} });
  }
  append(...nodes) { this.children.push(...nodes); }
  replaceChildren(...nodes) { this.children = nodes; }
  setAttribute(name, value) {
    if (/^on|^src|^href|^style/i.test(name)) throw new Error(`setAttribute ${name}`);
    this.attributes[name] = value;
  }
  addEventListener() {}
}

const guarded = (tag) => new Proxy(new Element(tag), {
  set(target, name, value) {
    if (FORBIDDEN.has(name) || /^on/.test(String(name))) throw new Error(`set ${String(name)}`);
    target[name] = value;
    return true;
  },
});

globalThis.document = { createElement: guarded };
const code = readFileSync(new URL("../../app/web/view.js", import.meta.url));
const { bubble, sources } = await import(`data:text/javascript;base64,${code.toString("base64")}`);

function flat(node, out = []) {
  if (typeof node === "string") out.push({ text: node });
  else {
    out.push({ tag: node.tag, href: node.href, src: node.src, text: node.textContent });
    for (const child of node.children) flat(child, out);
  }
  return out;
}

const drawn = JSON.parse(readFileSync(0, "utf-8")).map((told) => {
  const { text = "hola", link = "https://x/1", availability = "in_stock" } = told;
  const product = { marker: 1, title: text, brand: text, link, image_link: link, price: "100.00 ARS",
    list_price: null, availability, quantity: 1 };
  const policy = { marker: 2, title: text, link, quote: text };
  return ["user", "assistant"].flatMap((role) => flat(bubble(role, text))).concat(flat(sources([product], [policy])));
});
console.log(JSON.stringify(drawn));
