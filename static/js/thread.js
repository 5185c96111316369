/* In a thread: whom one answers is chosen without leaving the page, and what could not be sent stays where it was written. */
(function () {
  "use strict";

  function answer(form, number) {
    var chip = form.querySelector("[data-to]");
    form.elements.reply_to.value = number || "";
    chip.querySelector("[data-to-words]").textContent = number ? chip.dataset.words.replace("{number}", number) : "";
    chip.hidden = !number;
    var quote = form.querySelector(".post__quote");
    if (quote) quote.remove();
    var text = form.querySelector("[contenteditable=true]") || form.querySelector("textarea");
    form.scrollIntoView({ block: "center" });
    text.focus();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-reply]");
    var form = link && document.getElementById(link.dataset.form);
    if (form && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      answer(form, link.dataset.reply);
    }
    var nobody = event.target.closest("[data-to-nobody]");
    if (nobody) answer(nobody.closest("form"), "");
  });

  function notSent(event) {
    var form = event.target.closest("form[data-say]");
    if (form) form.querySelector("[data-not-sent]").hidden = event.type === "htmx:beforeRequest";
  }
  ["htmx:beforeRequest", "htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) { document.addEventListener(name, notSent); });

  document.addEventListener("posted", function (event) {
    var post = document.getElementById(event.detail.id);
    if (!post) return;
    post.scrollIntoView({ block: "center" });
    post.focus({ preventScroll: true });
  });
})();
