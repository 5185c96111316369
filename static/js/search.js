// The filters are a closed drawer on phones and stand open where there is room beside the results. What renews the results
// as they are ticked starts when the page is at rest: reading every line of a long list for its attributes held an old phone
// up while it was still drawing. A tick before that sends the form.
"use strict";
(() => {
  const address = document.currentScript.dataset.then;
  const start = () => {
    const script = document.createElement("script");
    script.src = address;
    document.head.append(script);
  };
  const whenAtRest = window.requestIdleCallback || ((act) => window.setTimeout(act, 200));
  window.addEventListener("load", () => whenAtRest(start, { timeout: 2000 }), { once: true });
})();
(() => {
  const drawer = document.querySelector("details.facets");
  if (!drawer) return;
  const wide = window.matchMedia("(min-width: 761px)");
  const fit = () => { drawer.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  drawer.addEventListener("change", () => { if (!window.htmx) drawer.closest("form").requestSubmit(); });
})();
