// What is typed is kept on the server every five seconds, on leaving a field and on leaving the page.
const EVERY = 5000;
const form = document.querySelector("form[data-draft-url]");

if (form) {
  const words = document.getElementById("draft-words")?.content;
  const say = (name) => words?.querySelector(`[data-${name}]`)?.textContent ?? "";
  const place = form.querySelector("[data-draft-state]");
  const show = (text) => place && (place.textContent = text);
  const typed = () => {
    const data = new URLSearchParams(new FormData(form));
    data.delete("csrfmiddlewaretoken");
    data.delete("timer");
    for (const field of form.querySelectorAll("[data-fill]:not([data-own])")) data.delete(field.name);
    return data.toString();
  };
  let known = typed();
  let sending = false;
  let finished = false;

  async function keep({ last = false } = {}) {
    const now = typed();
    if (finished || now === known || (sending && !last)) return;
    sending = true;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        keepalive: last,
      });
      if (answer.ok) {
        known = now;
        show(`${(await answer.json()).at} ${say("kept")}`);
      } else show(say(answer.status === 401 ? "out" : "lost"));
    } catch {
      show(say("lost"));
    } finally {
      sending = false;
    }
  }

  setInterval(keep, EVERY);
  form.addEventListener("focusout", () => keep());
  form.addEventListener("submit", () => (finished = true));
  window.addEventListener("pageshow", () => (finished = false));
  window.addEventListener("pagehide", () => keep({ last: true }));
  document.addEventListener("visibilitychange", () => document.hidden && keep({ last: true }));
}
