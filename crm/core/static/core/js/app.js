// The shell's behaviour. Everything works without it; this makes it quicker.
import "./keyboard.js";
import "./drawer.js";
import "./dialogs.js";
import "./toasts.js";
import "./preferences.js";
import "./forms.js";
import "./requests.js";
import "./status.js";
