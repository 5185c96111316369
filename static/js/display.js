/* Colours and text size as the reader last chose them. In the head, so that the page is never drawn twice. */
(function () {
  "use strict";
  var root = document.documentElement;
  var choices = { theme: ["light", "dark"], text: ["normal", "large"] };

  function stored(name) {
    try { return localStorage.getItem("display-" + name); } catch (error) { return null; }
  }
  function apply(name, value) {
    if (choices[name].indexOf(value) >= 0) root.setAttribute("data-" + name, value);
  }
  function current(name) {
    var value = root.getAttribute("data-" + name);
    if (value) return value;
    return name === "theme" && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : choices[name][0];
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
    });
  }

  Object.keys(choices).forEach(function (name) { apply(name, stored(name)); });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-display]").forEach(connect);
  });
})();
