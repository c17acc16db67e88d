// Shortcuts: by physical key, never while a syllable is being composed, single keys only outside
// fields and only while the person wants them.
const handlers = new Map();

/** Register a shortcut: `on("F4", handler)`, `on("Ctrl+Enter", handler)`; `?` and `/` by character. */
export function on(key, handler) {
  handlers.set(key, handler);
}

export const singleKeys = () => document.body.dataset.singleKeys !== "off";

const typing = (target) =>
  target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]");

function nameOf(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && event.code.startsWith("Arrow")) parts.push("Shift");
  const code = event.code.replace(/^(Key|Digit)/, "").replace("NumpadEnter", "Enter");
  return [...parts, code].join("+");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const name = nameOf(event);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const character = plain && (event.key === "?" || event.key === "/") ? event.key : null;
  const single = plain && !/^F\d+$/.test(event.code) && event.code !== "Escape";
  if (single && (typing(event.target) || !singleKeys())) return;
  const handler = handlers.get(character ?? name);
  if (handler && handler(event) !== false) event.preventDefault();
});

on("F2", () => {
  const field = document.getElementById("global-search");
  if (!field?.checkVisibility()) {
    document.querySelector(".icbtn.monly")?.click();
    return;
  }
  field.focus();
  field.select();
});

on("/", () => {
  const field = document.querySelector("[data-list-search]") ?? document.getElementById("global-search");
  if (!field?.checkVisibility()) return false;
  field.focus();
  field.select();
});

// Rows of lists marked data-rows: j and k move, Enter opens the row's first link.
function move(step) {
  const rows = [...document.querySelectorAll("[data-rows] tbody tr, [data-rows] > li")].filter(
    (row) => row.querySelector("a[href]") && row.checkVisibility(),
  );
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next.querySelector("a[href]").focus();
}
on("J", () => move(1));
on("K", () => move(-1));
