// Running times that go on between two answers of the server, and the shortcuts of the work status.
import { on } from "./keyboard.js";

const seen = new WeakMap(); // element → when it was first met, so that only its age is counted here

const clock = (seconds) => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

function tick() {
  for (const element of document.querySelectorAll("[data-running]")) {
    if (!seen.has(element)) seen.set(element, performance.now());
    const age = (performance.now() - seen.get(element)) / 1000;
    const text = clock(Math.floor(Number(element.dataset.running) + age));
    if (element.textContent !== text) element.textContent = text;
  }
}
tick();
setInterval(tick, 1000);

for (let place = 1; place <= 6; place += 1) {
  on(`Ctrl+Alt+${place}`, () => {
    const button = document.querySelector(`#work-status [data-place="${place}"]`);
    if (!button) return false;
    button.click();
  });
}
