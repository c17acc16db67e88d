// One-key results on the row that has the focus (the first one when none has): d, n, a.
import { on } from "./keyboard.js";

const row = () =>
  document.activeElement?.closest("[data-follow-up]") ?? document.querySelector("[data-follow-up]");

for (const key of ["D", "N", "A"]) {
  on(key, () => {
    const button = row()?.querySelector(`[data-key-result=${key}]`);
    if (!button) return false;
    button.click();
  });
}
