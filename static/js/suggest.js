// Suggestions under a search box, by the ARIA pattern of a combobox with a list. Without this the box is a plain form.
"use strict";
(() => {
  const WAIT = 150;
  let boxes = 0;

  function connect(input) {
    const number = (boxes += 1);
    const list = document.createElement("div");
    const status = document.createElement("span");
    let timer = 0, asking = null, shown = null, active = -1, composing = false;

    list.className = "suggest__list";
    list.id = `suggest-${number}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    list.hidden = true;
    status.className = "sr-only";
    status.setAttribute("role", "status");
    input.after(list, status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("autocomplete", "off");
    // A list of suggestions makes the browser's own list of former entries one too many; so do its corrections of pinyin.
    input.setAttribute("autocapitalize", "none");
    input.setAttribute("spellcheck", "false");

    const options = () => [...list.querySelectorAll("[role=option]")];
    const isOpen = () => !list.hidden;

    function point(index) {
      const all = options();
      active = index;
      all.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      input.setAttribute("aria-activedescendant", all[index].id);
      all[index].scrollIntoView({ block: "nearest" });
    }

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) point(-1);
    }

    function stop() {
      clearTimeout(timer);
      if (asking) asking.abort();
      asking = null;
    }

    function close() {
      stop();
      show(false);
      status.textContent = "";
    }

    function fill(html) {
      list.innerHTML = html;
      const all = options();
      all.forEach((option, at) => { option.id = `${list.id}-${at}`; });
      active = -1;
      show(all.length > 0);
      status.textContent = list.firstElementChild ? list.firstElementChild.dataset.said : "";
    }

    async function ask(andThen) {
      stop();
      const text = input.value;
      const mine = (asking = new AbortController());
      try {
        const response = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
        const html = response.ok ? await response.text() : "";
        if (mine !== asking || input.value !== text || document.activeElement !== input) return;
        shown = text;
        fill(html);
        if (andThen && options().length) andThen();
      } catch (error) {
        // Aborted by the next letter, or the network is away: the box works on as a plain form.
        if (error.name !== "AbortError") close();
      }
    }

    function typed() {
      if (composing) return;
      stop();
      if (input.value.trim()) timer = setTimeout(ask, WAIT);
      else close();
    }

    /* From the text box to the first line, from the last one back to the text box, and the same upwards. */
    function move(step) {
      const all = options().length;
      if (isOpen() && shown === input.value) point((active + step + 1 + all + 1) % (all + 1) - 1);
      else ask(() => point(step > 0 ? 0 : options().length - 1));
    }

    function key(event) {
      if (composing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && isOpen() && active >= 0) {
        event.preventDefault();
        options()[active].click();
      } else if (event.key === "Escape") {
        // A search box would throw away what was typed.
        event.preventDefault();
        close();
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
        point(-1);
      } else if (event.key === "Tab" || event.key === "Enter") {
        close();
      }
    }

    input.addEventListener("compositionstart", () => { composing = true; stop(); });
    input.addEventListener("compositionend", () => { composing = false; typed(); });
    input.addEventListener("input", typed);
    input.addEventListener("keydown", key);
    input.addEventListener("blur", close);
    // Or the list would still stand open when the reader comes back.
    window.addEventListener("pagehide", close);
    // A press must not take the focus from the box before the line is followed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  document.querySelectorAll("input[data-suggest]").forEach(connect);
})();
