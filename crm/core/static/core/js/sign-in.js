// The sign-in page: show the password, and put the focus where the problem is told.
import "./preferences.js";

document.querySelector("[data-focus]")?.focus();
