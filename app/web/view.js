// What a message, a card and a citation look like. Text enters as text, never as HTML.

const AVAILABILITY = { in_stock: "En stock", out_of_stock: "Sin stock", preorder: "Preventa", backorder: "A pedido" };
const WHO = { user: "Vos", assistant: "DONA", person: "Una persona del equipo" };

export function element(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, dataset);
  node.append(...children.filter(Boolean));
  return node;
}

// "899999.00 ARS" → "$ 899.999"
export function money(price) {
  const [amount, currency] = price.split(" ");
  return new Intl.NumberFormat("es-AR", {
    style: "currency", currency, minimumFractionDigits: amount.endsWith(".00") ? 0 : 2,
  }).format(Number(amount));
}

export function bubble(role, text = "") {
  const who = WHO[role];
  const body = element("div", { className: "text" });
  const node = element("article", { className: `bubble ${role}` }, element("span", { className: role === "person" ? "who" : "hidden" }, `${who}: `), body);
  write(body, text);
  return node;
}

// Fill a bubble's body: markers become buttons that point at their card, lines starting with "- " a list.
export function write(body, text) {
  body.replaceChildren();
  let list = null;
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    const item = line.startsWith("- ");
    if (item && !list) body.append((list = element("ul")));
    if (!item) list = null;
    const target = element(item ? "li" : "p");
    for (const part of (item ? line.slice(2) : line).split(/(\[\d+\])/)) {
      const marker = /^\[(\d+)\]$/.exec(part)?.[1];
      target.append(marker ? citation(marker) : part.replaceAll("$ ", "$\u00a0"));
    }
    (item ? list : body).append(target);
  }
}

function citation(marker) {
  const node = element("button", { type: "button", className: "marker", dataset: { marker } }, marker);
  node.setAttribute("aria-label", `Fuente ${marker}`);
  return node;
}

export function sources(products, citations) {
  const shown = new Set(products.map((product) => product.marker));
  const node = element("div", { className: "sources" });
  const cards = element("div", { className: "cards" }, ...products.map(card));
  if (products.length) node.append(cards);
  for (const item of citations.filter((c) => !shown.has(c.marker))) {
    node.append(element("details", { className: "policy", dataset: { marker: item.marker } },
      element("summary", {}, `[${item.marker}] ${item.title}`), element("p", {}, item.quote)));
  }
  return node;
}

function card(product) {
  const stock = AVAILABILITY[product.availability]; // nothing when the catalog does not say
  const soldOut = product.availability === "out_of_stock";
  const picture = element("img", { src: safe(product.image_link, "/web/icon.svg"), alt: "", loading: "lazy", width: 96, height: 96 });
  picture.addEventListener("error", () => { picture.src = "/web/icon.svg"; }, { once: true });
  const href = safe(product.link);
  const link = href ? { href, target: "_blank", rel: "noopener" } : {};
  const node = element("a", { ...link, className: `card${soldOut ? " out" : ""}`, title: product.title, dataset: { marker: product.marker } },
    picture,
    element("span", { className: "title" }, product.title),
    element("span", { className: "price" }, money(product.price), product.list_price ? element("s", {}, money(product.list_price)) : null),
    stock && element("span", { className: "stock" }, stock));
  return node;
}

// Two thumbs; the lower one also asks what was wrong. `give(score, comment)` sends them.
export function thumbs(give) {
  const node = element("div", { className: "thumbs" });
  const told = element("span", { role: "status" });
  const send = (score, comment) => give(score, comment).then(
    () => { told.textContent = "¡Gracias!"; }, () => { told.textContent = "No se pudo enviar."; });
  const thumb = (label, sign, score) => {
    const button = element("button", { type: "button", title: label }, sign);
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      for (const other of node.querySelectorAll("button[aria-pressed]")) other.setAttribute("aria-pressed", String(other === button));
      send(score);
      node.querySelector("form")?.remove();
      if (score === 0) node.append(comment());
    });
    return button;
  };
  const comment = () => {
    const why = element("input", { maxLength: 1000, placeholder: "¿Qué estuvo mal? (opcional)" });
    why.setAttribute("aria-label", "Qué estuvo mal");
    const form = element("form", {}, why, element("button", { type: "submit" }, "Enviar"));
    form.addEventListener("submit", (event) => { event.preventDefault(); send(0, why.value); form.remove(); });
    return form;
  };
  node.append(thumb("Me sirvió", "👍", 1), thumb("No me sirvió", "👎", 0), told);
  return node;
}

// A link of the web or a path of this site; whatever else a feed may bring is not opened.
const safe = (link, otherwise = "") => (/^(https?:\/\/|\/(?![\/\\]))/.test(link ?? "") ? link : otherwise);

// For operators: why was this answered.
export function trace(traces, id) {
  return element("a", { className: "trace", href: traces + id, target: "_blank", rel: "noopener" }, `Traza ${id.slice(0, 8)}`);
}
