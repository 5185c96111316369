// The filters are a closed drawer on phones and stand open where there is room beside the results.
"use strict";
(() => {
  const drawer = document.querySelector("details.facets");
  if (!drawer) return;
  const wide = window.matchMedia("(min-width: 761px)");
  const fit = () => { drawer.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
})();
