/* Colours, contrast and text size as the reader last chose them. In the head, so that the page is never drawn twice. */
(function () {
  "use strict";
  var root = document.documentElement;
  var choices = { theme: ["light", "dark"], text: ["normal", "large"], contrast: ["normal", "more"] };
  var systems = { theme: "(prefers-color-scheme: dark)", contrast: "(prefers-contrast: more)" };

  function stored(name) {
    try { return localStorage.getItem("display-" + name); } catch (error) { return null; }
  }
  function apply(name, value) {
    if (choices[name].indexOf(value) >= 0) root.setAttribute("data-" + name, value);
  }
  function current(name) {
    var value = root.getAttribute("data-" + name);
    if (value) return value;
    return choices[name][systems[name] && matchMedia(systems[name]).matches ? 1 : 0];
  }
  /* The browser's own frame takes the colour of the bar below it, also where it differs from the system's. */
  function colourFrame() {
    if (!root.hasAttribute("data-theme") && !root.hasAttribute("data-contrast")) return;
    var colour = getComputedStyle(root).getPropertyValue("--surface").trim();
    document.querySelectorAll("meta[name=theme-color]").forEach(function (meta) { meta.content = colour; });
  }
  function connect(button) {
    var name = button.getAttribute("data-display");
    function show() { button.setAttribute("aria-pressed", String(current(name) === choices[name][1])); }
    button.hidden = false;
    show();
    button.addEventListener("click", function () {
      var value = current(name) === choices[name][1] ? choices[name][0] : choices[name][1];
      apply(name, value);
      try { localStorage.setItem("display-" + name, value); } catch (error) { /* private window: for this page only */ }
      show();
      colourFrame();
    });
  }

  Object.keys(choices).forEach(function (name) { apply(name, stored(name)); });
  /* The buttons of the bar have their place from the first paint on: nothing moves when they begin to work. */
  root.setAttribute("data-script", "on");
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-display]").forEach(connect);
    colourFrame();
  });
})();
