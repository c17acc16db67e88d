// The menu as a drawer on narrow screens; without script the links to #nav and #main do the same.
const nav = document.getElementById("nav");
const button = document.querySelector("[data-drawer]");

function open(shown) {
  nav.classList.toggle("open", shown);
  button.setAttribute("aria-expanded", String(shown));
  if (shown) nav.querySelector("a")?.focus();
  else button.focus();
}

if (nav && button) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    open(!nav.classList.contains("open"));
  });
  for (const close of document.querySelectorAll("[data-drawer-close]")) {
    close.addEventListener("click", (event) => {
      if (!nav.classList.contains("open")) return;
      event.preventDefault();
      open(false);
    });
  }
  nav.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.classList.contains("open")) open(false);
  });
}

// Popovers (details.drop): one at a time, closed by Escape and by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open], details.rvl[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  for (const drop of document.querySelectorAll("details.drop[open], details.rvl[open]")) {
    drop.open = false;
    drop.querySelector("summary").focus();
  }
});
