/* Lists pasted from Word and WPS. Their clipboard has no lists, only paragraphs that begin with a mark: a letter of a
   symbol font, or a number. They become the lists the editor knows; marks in Chinese numerals stay as words. */
(function () {
  "use strict";

  var BULLET = /^\D?$/;
  var NUMBER = /^\d{1,3}[.)\u3001\uFF0E\uFF09]?$/;

  function isItem(paragraph) { return /mso-list:\s*l\d/i.test(paragraph.getAttribute("style") || ""); }

  /* The nodes between the two conditional comments, or the element that says it is the mark. */
  function markOf(paragraph) {
    var said = paragraph.querySelector('[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]');
    if (said) return [said];
    var walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_COMMENT);
    while (walker.nextNode()) {
      if (walker.currentNode.data.indexOf("supportLists") < 0) continue;
      var nodes = [];
      for (var node = walker.currentNode.nextSibling; node && node.nodeType !== Node.COMMENT_NODE; node = node.nextSibling) nodes.push(node);
      return nodes;
    }
    return [];
  }

  function kindOf(mark) {
    if (BULLET.test(mark)) return "ul";
    return NUMBER.test(mark) ? "ol" : "";
  }

  function toList(paragraph, nodes, kind) {
    nodes.forEach(function (node) { node.remove(); });
    var before = paragraph.previousElementSibling;
    var list = before && before.tagName.toLowerCase() === kind && before.hasAttribute("data-pasted") ? before : document.createElement(kind);
    if (list !== before) {
      list.setAttribute("data-pasted", "");
      paragraph.before(list);
    }
    var item = document.createElement("li");
    item.append.apply(item, Array.from(paragraph.childNodes));
    list.append(item);
    paragraph.remove();
  }

  function withLists(html) {
    var parsed = new DOMParser().parseFromString(html, "text/html");
    Array.from(parsed.querySelectorAll("p")).filter(isItem).forEach(function (paragraph) {
      var nodes = markOf(paragraph);
      var mark = nodes.map(function (node) { return node.textContent; }).join("").replace(/[\s\u00a0]+/g, "");
      var kind = nodes.length ? kindOf(mark) : "";
      if (kind) toList(paragraph, nodes, kind);
    });
    return parsed.documentElement.outerHTML;
  }

  document.addEventListener("paste", function (event) {
    var html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
    if (!event.target.closest("[contenteditable=true]") || !/mso-list/i.test(html)) return;
    var cleaned = new DataTransfer();
    cleaned.setData("text/html", withLists(html).replace(/mso-list/gi, "list"));
    cleaned.setData("text/plain", event.clipboardData.getData("text/plain"));
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: cleaned, bubbles: true, cancelable: true }));
  }, true);
})();
