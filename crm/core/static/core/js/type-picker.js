// One search field over all levels of the type tree, in place of the plain select it enhances.
// Matches any part of the path, first sounds (ㅎㅅㅈㅇ for 회수 지연) and codes.
const FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const MOST = 40;

const sounds = (text) =>
  [...text].map((one) => {
    const place = one.charCodeAt(0) - 0xac00;
    return place >= 0 && place <= 11171 ? FIRST[Math.floor(place / 588)] : one;
  }).join("");
const flat = (text) => text.toLowerCase().replace(/[\s·>›/]+/g, "");

function read(option) {
  const path = option.textContent.split(" > ");
  const name = path[path.length - 1];
  return {
    id: option.value, path, name, code: option.dataset.code || "",
    flatName: flat(name), flatPath: flat(option.textContent),
    soundName: flat(sounds(name)), soundPath: flat(sounds(option.textContent)),
  };
}

/** Smaller is better; Infinity does not match. */
function rank(node, query) {
  const wanted = flat(query);
  if (node.code.toLowerCase() === wanted) return 0;
  const sound = /^[ㄱ-ㅎ]+$/.test(wanted);
  const [name, path] = sound ? [node.soundName, node.soundPath] : [node.flatName, node.flatPath];
  if (name.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 2;
  if (path.includes(wanted)) return 3;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 1 && words.every((word) => node.flatPath.includes(flat(word)))) return 4;
  return node.code.toLowerCase().startsWith(wanted) ? 5 : Infinity;
}

function parts(node, holder) {
  node.path.forEach((step, place) => {
    const last = place === node.path.length - 1;
    const piece = document.createElement(last ? "b" : "span");
    if (!last) piece.className = "mut";
    piece.textContent = last ? step : `${step} ›`;
    holder.append(piece);
  });
}

function enhance(select) {
  const nodes = [...select.options].filter((option) => option.value).map(read);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const box = document.createElement("div");
  box.className = "tpk";
  box.innerHTML =
    '<div class="combo"><span class="path" data-content></span>' +
    '<input type="text" role="combobox" aria-autocomplete="list" aria-expanded="false" autocomplete="off" spellcheck="false">' +
    '</div><div class="opts-pop" role="listbox" data-content hidden></div>';
  const [path, input, list] = ["span", "input", "[role=listbox]"].map((one) => box.querySelector(one));
  const id = select.id;
  select.id = `${id}-value`;
  input.id = id;
  list.id = `${id}-list`;
  input.setAttribute("aria-controls", list.id);
  const label = document.querySelector(`label[for="${id}"]`);
  if (label) list.setAttribute("aria-label", label.firstChild.textContent.trim());
  for (const name of ["aria-invalid", "aria-describedby"])
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  const chips = [...document.querySelectorAll("[data-type-chips]")];
  let active = -1;
  let shown = [];

  const draw = () => {
    const node = byId.get(select.value);
    path.replaceChildren();
    path.hidden = !node;
    if (node) parts(node, path);
    input.placeholder = node ? "" : select.dataset.placeholder;
    input.setAttribute("aria-description", node ? node.path.join(", ") : "");
    for (const chip of chips.flatMap((one) => [...one.querySelectorAll("[data-type]")])) {
      const on = chip.dataset.type === select.value;
      chip.classList.toggle("on", on);
      chip.setAttribute("aria-pressed", String(on));
    }
  };
  const choose = (value) => {
    select.value = value;
    input.value = "";
    close();
    draw();
    input.removeAttribute("aria-invalid");
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    const options = list.querySelectorAll("[role=option]");
    active = Math.max(0, Math.min(next, options.length - 1));
    options.forEach((option, place) => {
      option.toggleAttribute("data-active", place === active);
      option.setAttribute("aria-selected", String(place === active));
    });
    const here = options[active];
    if (!here) return;
    input.setAttribute("aria-activedescendant", here.id);
    here.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const query = input.value.trim();
    shown = query
      ? nodes.map((node, place) => ({ node, score: rank(node, query), place }))
          .filter((one) => one.score < Infinity)
          .sort((a, b) => a.score - b.score || b.node.path.length - a.node.path.length || a.place - b.place)
          .slice(0, MOST).map((one) => one.node)
      : nodes;
    list.replaceChildren(...shown.map((node, place) => {
      const option = document.createElement("div");
      option.id = `${id}-option-${place}`;
      option.setAttribute("role", "option");
      option.dataset.value = node.id;
      parts(node, option);
      const code = document.createElement("span");
      code.className = "code num";
      code.textContent = node.code;
      option.append(code);
      return option;
    }));
    if (!shown.length) {
      const nothing = document.createElement("p");
      nothing.className = "nothing";
      nothing.textContent = select.dataset.none;
      list.append(nothing);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(query ? 0 : Math.max(0, shown.findIndex((node) => node.id === select.value)));
  };

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", () => setTimeout(() => { close(); input.value = ""; }, 120));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const opened = !list.hidden;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) {
      opened ? mark(active + steps[event.key]) : open();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      if (opened && shown[active]) choose(shown[active].id);
      else open();
    } else if (event.key === "Escape" && (opened || input.value)) {
      input.value = "";
      close();
    } else if (event.key === "Backspace" && !input.value && select.value) {
      choose("");
    } else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) choose(option.dataset.value);
  });
  for (const holder of chips) {
    holder.hidden = false;
    holder.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-type]");
      if (chip) choose(chip.dataset.type);
    });
  }
  select.hidden = true;
  select.tabIndex = -1;
  select.before(box);
  draw();
}

for (const select of document.querySelectorAll("select[data-type-picker]")) enhance(select);
