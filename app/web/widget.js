// <script src="https://dona.example/widget.js" defer></script> puts the chat in a corner of any page.
// The page's origin must be one of DONA_ACCESS__ORIGINS, for a browser to let it be framed there.
(() => {
  const chat = new URL("/", document.currentScript.src);
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" }); // the store's styles stay out, and ours in
  const sheet = new CSSStyleSheet(); // not an inline style: a store's content policy may forbid those
  sheet.replaceSync(`
    :host { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; font: 16px/1.3 system-ui, sans-serif; }
    button { float: right; border: 0; border-radius: 2rem; padding: .8rem 1.2rem; background: #0b7285; color: #fff; font: inherit; cursor: pointer; box-shadow: 0 2px 10px #0005; }
    button:focus-visible { outline: 3px solid #4fc3dc; outline-offset: 2px; }
    iframe { display: block; width: min(24rem, calc(100vw - 2rem)); height: min(38rem, calc(100dvh - 6rem)); margin-bottom: .7rem; border: 1px solid #8885; border-radius: 1rem; background: #f4f7f8; box-shadow: 0 4px 24px #0004; }
    iframe[hidden] { display: none; }`);
  root.adoptedStyleSheets = [sheet];
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Consultanos" });
  button.setAttribute("aria-expanded", "false");
  let frame = null; // nothing is loaded until a shopper opens it
  button.addEventListener("click", () => {
    if (!frame) {
      frame = Object.assign(document.createElement("iframe"), { src: chat, title: "Chat de la tienda" });
      root.prepend(frame);
    } else frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    button.textContent = frame.hidden ? "Consultanos" : "Cerrar";
  });
  root.append(button);
  document.body.append(host);
})();
