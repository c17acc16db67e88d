// The live board says when it was last checked, and that it is stale once checks fail. Full screen.
const stamp = document.querySelector("[data-live-stamp]");

const two = (number) => String(number).padStart(2, "0");
const words = (second) => {
  const day = Math.floor(second) % 86400;
  return `${two(Math.floor(day / 3600))}:${two(Math.floor(day / 60) % 60)}:${two(day % 60)}`;
};

if (stamp) {
  const first = Number(stamp.dataset.at); // second of the centre's day when the page was made
  const opened = performance.now();
  const stale = stamp.querySelector("[data-stale]");
  const since = stamp.querySelector("[data-stale-since]");
  const checked = stamp.querySelector("[data-checked]");
  let last = opened;
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.hasAttribute("data-live") || !event.detail.successful) return;
    last = performance.now();
    checked.textContent = words(first + (last - opened) / 1000);
  });
  setInterval(() => {
    const old = performance.now() - last > Number(stamp.dataset.staleSeconds) * 1000;
    if (old) since.textContent = words(first + (last - opened) / 1000);
    stale.hidden = !old;
    stamp.classList.toggle("stale", old);
  }, 1000);
}

const button = document.querySelector("[data-full-screen]");
const main = document.getElementById("main");
if (button && main?.requestFullscreen) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else main.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  });
}
