// Toasts leave after six seconds, not while somebody points at them or has the focus in them.
const box = document.getElementById("toasts");
const STAY = 6000;

function live(toast) {
  const button = toast.querySelector("[data-dismiss]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => toast.remove());
  }
  if (toast.classList.contains("error")) return;
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), STAY));
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", start);
  start();
}

/** Show a short message at the bottom left. */
export function toast(text) {
  const template = document.getElementById("toast-template");
  const shown = template.content.firstElementChild.cloneNode(true);
  shown.querySelector("p").textContent = text;
  box.append(shown);
  live(shown);
}

/** Say something to screen readers without showing it. */
export function announce(text) {
  const region = document.getElementById("live");
  if (region) region.textContent = text;
}

box?.querySelectorAll(".toast").forEach(live);
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value));
document.addEventListener("announce", (event) => announce(event.detail.text ?? event.detail.value));
