/* Shows a reference beside its citation, on hover, focus and touch; Escape closes it. Without this file the links to
   the foot of the page do the same work. A screen reader is told once, as the description of the link: the popover,
   a picture of the same words, is hidden from it. */
"use strict";

{
  const box = document.createElement("div");
  box.className = "citation-popover";
  box.setAttribute("aria-hidden", "true");
  box.hidden = true;
  document.body.append(box);

  let shown = null;
  let timer = 0;

  const entryOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const later = (action, ms) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };
  const hide = () => {
    clearTimeout(timer);
    box.hidden = true;
    shown = null;
  };

  const show = (link) => {
    clearTimeout(timer);
    if (shown === link) return;
    shown = link;
    box.replaceChildren(...[...entryOf(link).children].map((child) => child.cloneNode(true)));
    box.querySelectorAll(".reference-links").forEach((part) => part.remove());
    box.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
    box.querySelectorAll("a").forEach((part) => (part.tabIndex = -1));
    box.hidden = false;
    const lines = [...link.getClientRects()]; // two where the citation is broken over a line
    const { top, bottom } = link.getBoundingClientRect();
    const above = bottom + box.offsetHeight + 8 > window.innerHeight && top > box.offsetHeight + 8;
    const right = document.documentElement.clientWidth - box.offsetWidth - 8;
    const left = Math.max(8, Math.min(lines.at(above ? 0 : -1).left, right));
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(above ? top - box.offsetHeight : bottom) + window.scrollY}px`;
  };

  for (const link of document.querySelectorAll('article a[href^="#ref-"]')) {
    const text = entryOf(link)?.querySelector("p");
    if (!text || link.closest(".references")) continue;
    text.id ||= `${entryOf(link).id}-text`;
    link.setAttribute("aria-describedby", text.id);
    let touched = false;
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") later(() => show(link), 150);
    });
    link.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") later(hide, 250);
    });
    link.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch" && shown !== link));
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", () => later(hide, 250));
    link.addEventListener("click", (event) => {
      if (touched) event.preventDefault(); // the first touch shows, the second follows the link
      if (touched) show(link);
      else hide();
      touched = false;
    });
  }

  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && later(hide, 250));
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    if (shown && !box.contains(event.target) && !shown.contains(event.target)) hide();
  });
}
