// Forms: focus on the error summary, a warning before typed text is left behind, no double sending.
const focusErrors = (root) => root.querySelector("[data-focus]")?.focus();
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target));

const dirty = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-dirty]");
  if (form) dirty.add(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  dirty.delete(form);
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
window.addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});

// Filters and pickers marked data-auto send themselves when a choice changes.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-auto]")?.requestSubmit();
});

// Copy the address (or any text) of a button marked data-copy.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  navigator.clipboard.writeText(button.dataset.copy || location.href).then(() => {
    const text = button.dataset.copied;
    if (text) document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  });
});
