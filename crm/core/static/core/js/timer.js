// Talk, hold and after-call work, counted on the server's clock and kept in the draft, so that a
// reload goes on where it was. What somebody corrects by hand is not written over any more.
const IDLE = 600; // seconds without a key or a click after which the times are asked about
const box = document.getElementById("timer");
const form = document.querySelector("form[data-log]");

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const clock = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

function start() {
  const began = Date.parse(box.dataset.now);
  const ticks = performance.now();
  const now = () => began + performance.now() - ticks;
  const kept = form.elements.timer;
  const fields = Object.fromEntries(
    [...form.querySelectorAll("[data-fill]")].map((field) => [field.dataset.fill, field]),
  );
  const state = parsed(kept.value) ?? { mode: "talk", at: began, talk: 0, hold: 0, wrap: 0, own: [] };
  // A draft left for long was not a contact going on: it stops at its last sign of life.
  const left = Date.parse(box.dataset.left ?? "");
  if (left && began - left > IDLE * 1000 && state.at < left) {
    state[state.mode] += (left - state.at) / 1000;
    state.at = began;
  }
  for (const part of state.own) if (fields[part]) fields[part].dataset.own = "";

  const spent = (part) => state[part] + (state.mode === part ? (now() - state.at) / 1000 : 0);
  const go = (mode) => {
    state[state.mode] = spent(state.mode);
    state.at = now();
    state.mode = mode;
    draw();
  };
  const hold = box.querySelector("[data-hold]");
  const end = box.querySelector("[data-end]");
  const draw = () => {
    for (const part of ["talk", "hold", "wrap"]) {
      const holder = box.querySelector(`[data-part=${part}]`);
      holder.classList.toggle("on", state.mode === part);
      const began = part !== "wrap" || state.mode === "wrap" || state.wrap > 0;
      holder.querySelector("b").textContent = began ? clock(spent(part)) : "–";
      const field = fields[part];
      if (field && !state.own.includes(part)) field.value = began ? clock(spent(part)) : "";
    }
    hold.setAttribute("aria-pressed", String(state.mode === "hold"));
    hold.disabled = end.disabled = state.mode === "wrap";
    kept.value = JSON.stringify({ ...state, at: Math.round(state.at) });
  };
  hold.addEventListener("click", () => go(state.mode === "hold" ? "talk" : "hold"));
  end.addEventListener("click", () => go("wrap"));
  for (const [part, field] of Object.entries(fields)) {
    field.addEventListener("input", () => {
      if (!state.own.includes(part)) state.own.push(part);
      field.dataset.own = "";
    });
  }

  let touched = now();
  let idle = 0;
  let asked = false;
  for (const kind of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(kind, () => {
      idle = Math.max(idle, (now() - touched) / 1000);
      touched = now();
    });
  }
  form.addEventListener("submit", (event) => {
    draw();
    const bar = form.querySelector("[data-idle]");
    if (idle > IDLE && !asked && !state.own.length && bar) {
      asked = true;
      bar.hidden = false;
      event.preventDefault();
      event.stopImmediatePropagation();
      fields.talk?.focus();
    }
  }, true);
  box.hidden = false;
  draw();
  setInterval(draw, 1000);
}

if (box && form) start();
