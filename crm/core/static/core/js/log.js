// The consultation form: keys, the fields of the chosen channel, the issue that fits the type.
import "./type-picker.js";
import "./timer.js";
import "./draft.js";
import { on } from "./keyboard.js";

const form = document.querySelector("form[data-log]");

if (form) {
  const press = (selector) => () => {
    const button = form.querySelector(selector);
    if (!button) return false;
    button.click();
  };
  on("Ctrl+Enter", press("[data-save]"));
  on("F9", press("[data-save-next]"));
  on("F4", () => document.getElementById("id_type")?.focus());
  on("F8", () => {
    const choice = form.querySelector("[name=result][value=callback]");
    if (!choice) return false;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    form.querySelector("[name=callback_on]")?.focus();
  });

  const channel = () => {
    const chosen = form.querySelector("[name=channel]:checked")?.value;
    for (const row of form.querySelectorAll("[data-channel]")) row.hidden = row.dataset.channel !== chosen;
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "channel") channel();
  });
  channel();

  // Until somebody chooses an issue, the open one of the same type is offered, else a new one.
  const issues = [...form.querySelectorAll("[name=issue]")];
  let chosen = false;
  for (const issue of issues) issue.addEventListener("change", () => (chosen = true));
  form.elements.type?.addEventListener("change", () => {
    if (chosen || !issues.length || !form.elements.type.value) return;
    const fits = (one) => one.dataset.type === form.elements.type.value || one.dataset.type === "";
    const best = issues.find((one) => one.value !== "new" && fits(one)) ?? issues.find((one) => one.value === "new");
    best.checked = true;
  });
}
