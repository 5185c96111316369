/* On the page of a case: copy buttons, print, and the list of contents that shows where one is. */
(function () {
  "use strict";

  function textOf(element) { return "value" in element ? element.value : element.textContent.trim(); }

  function copied(button) {
    var label = button.textContent;
    button.textContent = button.getAttribute("data-copied");
    setTimeout(function () { button.textContent = label; }, 2000);
  }
  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
  /* Without https a page has no clipboard of its own: the old way works there. */
  function copy(button) {
    var source = document.getElementById(button.getAttribute("data-copy"));
    if (navigator.clipboard) {
      navigator.clipboard.writeText(textOf(source)).then(function () { copied(button); });
      return;
    }
    if (source.select) source.select(); else select(source);
    if (document.execCommand("copy")) copied(button);
  }
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { copy(button); });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { print(); });
  });

  var links = {};
  document.querySelectorAll(".toc a").forEach(function (link) { links[link.hash.slice(1)] = link; });
  if (!("IntersectionObserver" in window) || !Object.keys(links).length) return;
  var watch = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      Object.keys(links).forEach(function (name) { links[name].removeAttribute("aria-current"); });
      links[entry.target.id].setAttribute("aria-current", "location");
    });
  }, { rootMargin: "0px 0px -70% 0px" });
  Object.keys(links).forEach(function (name) {
    var section = document.getElementById(name);
    if (section) watch.observe(section);
  });
})();
