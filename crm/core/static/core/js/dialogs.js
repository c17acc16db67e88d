// Dialogs: keyboard help, and questions before what cannot be undone.
import { on } from "./keyboard.js";

const keys = document.getElementById("keys");

on("?", () => {
  if (!keys) return false;
  keys.open ? keys.close() : keys.showModal();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    opener.closest("details.drop")?.removeAttribute("open");
    dialog.showModal();
    return;
  }
  const closer = event.target.closest("dialog [data-close]");
  if (closer) closer.closest("dialog").close();
  else if (event.target instanceof HTMLDialogElement) event.target.close();
});

// A confirm `details` becomes a dialog; the focus rests on Cancel.
document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-confirm] > summary");
  if (!summary) return;
  event.preventDefault();
  const form = summary.parentElement.querySelector("form");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", form.getAttribute("aria-labelledby"));
  const cancel = form.querySelector("[data-cancel]");
  cancel.hidden = false;
  form.classList.remove("sheet-pop");
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    form.classList.add("sheet-pop");
    cancel.hidden = true;
    summary.parentElement.append(form);
    dialog.remove();
    summary.focus();
  });
  cancel.addEventListener("click", () => dialog.close(), { once: true });
  dialog.showModal();
  cancel.focus();
});
