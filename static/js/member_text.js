/* Puts the editor in the place of a box for text that members write (exchanges/text.py). The editor is a module of its
   own and large: it is fetched when such a box comes near. Where it does not arrive, the box stays and takes plain text. */
(function () {
  "use strict";

  var NEAR = "600px";
  var TOOLS = ["bold", "heading", "bulletList", "orderedList", "link", "undo", "redo"];

  /* Chromium 94 has no findLast; the editor uses it. */
  if (!Array.prototype.findLast) {
    Object.defineProperty(Array.prototype, "findLast", { value: function (test) {
      for (var at = this.length - 1; at >= 0; at -= 1) if (test(this[at], at, this)) return this[at];
    } });
  }

  function made(tag, attributes, children) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    element.append.apply(element, children || []);
    return element;
  }

  function asMarkup(text) {
    return text.split("\n").filter(function (line) { return line.trim(); }).map(function (line) {
      return made("p", {}, [line.trim()]).outerHTML;
    }).join("");
  }

  function hasWords(editor) { return editor.getText().trim() !== ""; }

  /* One stop of the tabulator for the whole bar; the arrows go along it. */
  function asToolbar(bar) {
    var buttons = Array.from(bar.querySelectorAll("button"));
    buttons.forEach(function (button, number) { button.tabIndex = number ? -1 : 0; });
    bar.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      var at = buttons.indexOf(document.activeElement);
      if (!step && event.key !== "Home" && event.key !== "End" || at < 0) return;
      var to = step ? (at + step + buttons.length) % buttons.length : event.key === "Home" ? 0 : buttons.length - 1;
      event.preventDefault();
      buttons[at].tabIndex = -1;
      buttons[to].tabIndex = 0;
      buttons[to].focus();
    });
  }

  function described(box, labels) {
    var label = box.labels[0];
    var given = { "role": "textbox", "aria-multiline": "true", "class": "written__text", "aria-label": label ? label.textContent.trim() : labels.tools };
    ["aria-describedby", "aria-invalid", "aria-required"].forEach(function (name) {
      if (box.hasAttribute(name)) given[name] = box.getAttribute(name);
    });
    return given;
  }

  function linkPanel(editor, labels, id) {
    var address = made("input", { "type": "text", "inputmode": "url", "id": id, "autocomplete": "off" });
    var set = made("button", { "type": "button", "class": "button" }, [labels.setLink]);
    var unset = made("button", { "type": "button", "class": "button button--quiet" }, [labels.unsetLink]);
    var wrong = made("p", { "class": "error", "role": "alert" });
    var panel = made("div", { "class": "written__link", "hidden": "" }, [made("label", { "for": id }, [labels.address]), address, set, unset, wrong]);

    function close() { panel.hidden = true; editor.commands.focus(); }
    function take() {
      var said = address.value.trim();
      if (/^[\w-]+(\.[\w-]+)+/.test(said)) said = "https://" + said;
      if (!/^(https?:\/\/[^\s/]|mailto:\S|tel:\S|\/)/i.test(said)) { wrong.textContent = labels.wrongAddress; address.focus(); return; }
      var chain = editor.chain().focus().extendMarkRange("link");
      if (editor.state.selection.empty && !editor.isActive("link")) chain.insertContent({ type: "text", text: said, marks: [{ type: "link", attrs: { href: said } }] }).run();
      else chain.setLink({ href: said }).run();
      panel.hidden = true;
    }
    set.addEventListener("click", take);
    unset.addEventListener("click", function () { editor.chain().focus().extendMarkRange("link").unsetLink().run(); panel.hidden = true; });
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { event.stopPropagation(); close(); }
      if (event.key === "Enter" && event.target === address) { event.preventDefault(); take(); }
    });
    panel.open = function () {
      panel.hidden = false;
      wrong.textContent = "";
      address.value = editor.getAttributes("link").href || "";
      address.focus();
    };
    return panel;
  }

  var DO = {
    bold: function (editor) { editor.chain().focus().toggleBold().run(); },
    heading: function (editor) { editor.chain().focus().toggleHeading({ level: 3 }).run(); },
    bulletList: function (editor) { editor.chain().focus().toggleBulletList().run(); },
    orderedList: function (editor) { editor.chain().focus().toggleOrderedList().run(); },
    undo: function (editor) { editor.chain().focus().undo().run(); },
    redo: function (editor) { editor.chain().focus().redo().run(); }
  };

  function replace(box, kit) {
    var labels = JSON.parse(box.dataset.labels);
    var place = made("div", { "class": "written" });
    var panel;
    var Link = kit.Link.extend({ inclusive: function () { return false; }, addKeyboardShortcuts: function () { return { "Mod-k": function () { panel.open(); return true; } }; } });
    var editor = new kit.Editor({
      element: place,
      injectCSS: false,
      /* Words typed before the editor came are kept. */
      content: box.value !== box.defaultValue ? asMarkup(box.value) : box.dataset.markup,
      editorProps: { attributes: described(box, labels) },
      extensions: [
        kit.Document, kit.Paragraph, kit.Text, kit.HardBreak, kit.Bold, kit.HorizontalRule, kit.BulletList, kit.OrderedList, kit.ListItem, kit.History,
        kit.Heading.configure({ levels: [2, 3, 4] }),
        Link.configure({ openOnClick: false, defaultProtocol: "https", shouldAutoLink: function (said) { return /^https?:\/\//i.test(said); } })
      ]
    });
    var bar = made("div", { "class": "written__tools", "role": "toolbar", "aria-label": labels.tools });
    var buttons = {};
    TOOLS.forEach(function (name) {
      buttons[name] = made("button", { "type": "button", "class": "written__tool" }, [labels[name]]);
      if (name !== "undo" && name !== "redo" && name !== "link") buttons[name].setAttribute("aria-pressed", "false");
      buttons[name].addEventListener("click", function () { if (name === "link") panel.open(); else DO[name](editor); });
      bar.append(buttons[name]);
    });
    asToolbar(bar);
    panel = linkPanel(editor, labels, box.id + "-address");
    place.prepend(bar, panel);

    function show() {
      Object.keys(buttons).forEach(function (name) {
        if (buttons[name].hasAttribute("aria-pressed")) buttons[name].setAttribute("aria-pressed", String(editor.isActive(name)));
      });
    }
    function store() { box.value = hasWords(editor) ? editor.getHTML() : ""; }
    editor.on("update", function () { store(); box.dispatchEvent(new Event("input", { bubbles: true })); });
    editor.on("transaction", show);
    box.insertAdjacentElement("afterend", made("input", { "type": "hidden", "name": box.name + "_markup", "value": "1" }));
    box.removeAttribute("maxlength");
    store();
    Array.from(box.labels).forEach(function (label) { label.addEventListener("click", function () { editor.commands.focus(); }); });
    var hadFocus = document.activeElement === box;
    box.before(place);
    box.hidden = true;
    if (hadFocus) editor.commands.focus("end");
  }

  function begin(box) {
    if (box.hasAttribute("data-begun")) return;
    box.setAttribute("data-begun", "");
    import(box.dataset.memberText).then(function (kit) { if (box.isConnected) replace(box, kit); }).catch(function () { /* the plain box stays */ });
  }

  var watcher = new IntersectionObserver(function (seen) {
    seen.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      watcher.unobserve(entry.target);
      begin(entry.target);
    });
  }, { rootMargin: NEAR });

  function find(root) { root.querySelectorAll("textarea[data-member-text]").forEach(function (box) { watcher.observe(box); }); }

  find(document);
  document.addEventListener("htmx:load", function (event) { find(event.target); });
})();
