/* In the editor of a case: what has changed is sent to be checked a moment after the last keystroke. The rules are the
   server's (practices/quality); nothing is saved by asking. */
(function () {
  "use strict";

  /* Looked at as often as the meter of completeness: the long texts change hidden fields without an event. */
  var EVERY = 1500;

  if (window.htmx) window.htmx.config.includeIndicatorStyles = window.htmx.config.allowEval = false;

  function start() {
    var region = document.querySelector("[data-quality]");
    if (!region || !window.htmx) return;
    var form = region.closest("form"), status = region.querySelector("[data-quality-status]");
    var asked = written(), last = asked;

    function written() { return new URLSearchParams(new FormData(form)).toString(); }

    /* Told only when it is other than before, or a reader of screens would say it at every pause. */
    function tell() {
      var found = region.querySelector("[data-findings]"), summary = found.querySelector("[data-summary]");
      var words = summary.textContent.replace(/\s+/g, " ").trim();
      if (status.textContent !== words) status.textContent = words;
      status.classList.toggle("quality__status--stop", found.getAttribute("data-stops") !== "0");
      status.classList.toggle("quality__status--warn", found.getAttribute("data-warnings") !== "0");
      summary.hidden = true;
      region.querySelector("[data-quality-tick]").hidden = found.getAttribute("data-warnings") === "0";
    }

    setInterval(function () {
      var now = written();
      /* Still being typed. */
      if (now !== last) last = now;
      else if (now !== asked) {
        asked = now;
        window.htmx.trigger(region, "case-changed");
      }
    }, EVERY);
    region.addEventListener("htmx:afterSwap", tell);
    tell();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
