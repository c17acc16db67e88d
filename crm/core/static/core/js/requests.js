// Partial updates: busy state, failures that keep what was typed, the connection, the session.
const show = (id, shown) => {
  const bar = document.getElementById(id);
  if (bar) bar.hidden = !shown;
};

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
  show("request-error", false);
});
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
});
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.detail.elt?.hasAttribute("data-poll")) return; // the next poll tries again
    const code = document.querySelector("#request-error [data-code]");
    if (code) code.textContent = event.detail.xhr?.status || "";
    show("request-error", true);
  });
}
// Polling is no use of the session: it does not keep an abandoned desk signed in.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.hasAttribute("data-poll")) event.detail.headers["HX-Poll"] = "1";
});

// A swap that is a navigation moves the focus to the new heading.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.requestConfig?.elt?.hasAttribute("data-navigate")) return;
  event.detail.target.querySelector("h1, h2")?.focus();
});

window.addEventListener("offline", () => show("offline", true));
window.addEventListener("online", () => show("offline", false));

// Two minutes before the session ends a bar offers to stay; any request of ours starts the time anew.
const seconds = Number(document.body.dataset.sessionSeconds);
let timer;
function wait() {
  clearTimeout(timer);
  show("time-out", false);
  if (seconds > 180) timer = setTimeout(() => show("time-out", true), (seconds - 120) * 1000);
}
document.querySelector("[data-stay]")?.addEventListener("click", (event) => {
  event.preventDefault();
  fetch(event.currentTarget.href, { headers: { Accept: "application/json" } }).then((answer) => {
    if (answer.ok) wait();
  });
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.elt.hasAttribute("data-poll")) wait();
});
wait();
