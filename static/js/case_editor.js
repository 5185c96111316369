/* In the editor of a case: how much of the template is filled in, the way to what is missing, and counters of length.
   The rules are those of practices/completeness.py; the server has the last word. */
(function () {
  "use strict";

  var nothing = [""];

  function field(name) { return document.querySelector('[name="' + name + '"]'); }

  function valueOf(name) { var found = field(name); return found ? found.value : ""; }

  /* The long texts keep their state as JSON of the editor. */
  function textOf(name) {
    var value = valueOf(name), text = value;
    try {
      var state = JSON.parse(value);
      text = state ? state.blocks.map(function (block) { return block.text; }).join("") : "";
    } catch (error) { /* a plain field */ }
    return text.replace(/^[\s\u3000.。，,；;！!]+|[\s\u3000.。，,；;！!]+$/g, "");
  }
  function says(name) { return nothing.indexOf(textOf(name)) < 0; }

  function isTicked(name) { return !!document.querySelector('[name="' + name + '"]:checked'); }

  /* Numbers of the rows of a list that are not marked as deleted. */
  function rows(name) {
    var total = field(name + "-TOTAL_FORMS"), found = [];
    for (var number = 0; total && number < Number(total.value); number += 1) {
      var deleted = field(name + "-" + number + "-DELETE");
      if (!deleted || !deleted.value || deleted.value === "false") found.push(number);
    }
    return found;
  }

  var TESTS = {
    contact_name: function () { return says("contact_name") && !!(valueOf("contact_phone") || valueOf("contact_email")); },
    started_on: function () {
      var ended = ["completed", "stopped"].indexOf(valueOf("stage")) >= 0;
      return !!valueOf("started_on") && (!ended || !!valueOf("ended_on"));
    },
    approach: function () { return says("approach") || rows("steps").length > 0; },
    indicators: function () {
      var planned = valueOf("stage") === "planned";
      return rows("indicators").some(function (number) {
        var row = "indicators-" + number + "-";
        return valueOf(row + "before") !== "" && (planned || valueOf(row + "after") !== "");
      });
    },
    transferability: function () { return says("transferability") || rows("transfer_ranges").length > 0; },
    keywords: function () { return valueOf("keywords").trim() !== ""; }
  };

  function isFilled(name) {
    if (TESTS[name]) return TESTS[name]();
    if (field(name + "-TOTAL_FORMS")) return rows(name).length > 0;
    var found = field(name);
    if (found && found.type === "checkbox") return isTicked(name);
    return says(name);
  }

  function show(meter) {
    var items = Array.from(meter.querySelectorAll("[data-rule]"));
    var missing = items.filter(function (item) {
      var filled = isFilled(item.getAttribute("data-rule"));
      item.hidden = filled;
      return !filled;
    });
    var percent = Math.floor((items.length - missing.length) * 100 / items.length);
    var isSnapshot = missing.every(function (item) { return item.getAttribute("data-form") === "full"; });
    var state = !missing.length ? "done" : isSnapshot ? "full" : "snapshot";
    meter.querySelector("progress").value = percent;
    meter.querySelector("[data-percent]").textContent = percent + "%";
    meter.querySelector("[data-missing]").textContent = String(missing.length);
    meter.querySelector("details").hidden = !missing.length;
    meter.querySelectorAll("[data-state]").forEach(function (text) { text.hidden = text.getAttribute("data-state") !== state; });
  }

  function placeOf(name) {
    return field(name) || field(name + "-TOTAL_FORMS");
  }
  /* To the field: its tab, its panel opened, the focus in it. */
  function lead(name) {
    var place = placeOf(name);
    if (!place) return;
    var tab = place.closest('[role="tabpanel"]');
    var label = tab && document.querySelector('[role="tab"][href="#' + tab.id + '"]');
    if (label) label.click();
    var panel = place.closest("[data-panel]");
    var toggle = panel && panel.querySelector("[data-panel-toggle]");
    if (toggle && toggle.getAttribute("aria-expanded") === "false") toggle.click();
    var target = place.type !== "hidden" ? place : panel && panel.querySelector('[contenteditable="true"], input:not([type="hidden"]), select, textarea, button.button');
    /* After the tab has been drawn. */
    requestAnimationFrame(function () {
      (panel || place).scrollIntoView({ block: "start" });
      if (target) target.focus({ preventScroll: true });
    });
  }

  function count(meter) {
    var words = meter.getAttribute("data-counter");
    ["title", "summary"].forEach(function (name) {
      var found = field(name), most = found && found.getAttribute("maxlength");
      if (!most) return;
      var line = document.createElement("p");
      line.className = "case-counter";
      line.id = "counter-" + name;
      found.setAttribute("aria-describedby", ((found.getAttribute("aria-describedby") || "") + " " + line.id).trim());
      found.insertAdjacentElement("afterend", line);
      function write() { line.textContent = words.replace("[count]", found.value.length).replace("[most]", most); }
      found.addEventListener("input", write);
      write();
    });
  }

  function start() {
    var meter = document.querySelector("[data-completeness]");
    if (!meter) return;
    var tabs = document.querySelector("[data-tabs], .w-tabs");
    if (tabs) tabs.before(meter);
    nothing = nothing.concat(meter.getAttribute("data-nothing").split("|"));
    meter.addEventListener("click", function (event) {
      var link = event.target.closest("[data-rule] a");
      if (!link) return;
      event.preventDefault();
      lead(link.parentElement.getAttribute("data-rule"));
    });
    document.addEventListener("click", function (event) {
      var link = event.target.closest("[data-leads-to]");
      if (!link) return;
      event.preventDefault();
      lead(link.getAttribute("data-leads-to"));
    });
    /* What is led to may lie a little beyond the edge; nobody could scroll back. */
    var main = document.querySelector("main");
    main.addEventListener("scroll", function () { main.scrollLeft = 0; });
    count(meter);
    show(meter);
    /* The long texts and the choosers change hidden fields without an event. */
    setInterval(function () { show(meter); }, 1500);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
