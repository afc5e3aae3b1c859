/* Filters the list of references in place. What is filtered out stays findable: the browser's own search and a link
   that leads to an entry show it again (hidden=until-found, and plain hidden where a browser does not know that). */
"use strict";

{
  const form = document.querySelector(".reference-filter");
  const said = document.querySelector(".reference-filter + [role=status]");
  const letters = document.querySelector(".reference-letters");
  const items = [...document.querySelectorAll("ul.references > li")];
  const says = JSON.parse(said.dataset.says);
  const form_for = new Intl.PluralRules(document.documentElement.lang);
  const count = (words, many, found) =>
    (words[form_for.select(many)] ?? words.other).replace("{n}", many).replace("{found}", found);
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "");
  let texts;
  let timer;

  const hide = (item, hidden) => {
    item.hidden = hidden && "until-found";
    if (hidden) item.setAttribute("aria-hidden", "true");
    else item.removeAttribute("aria-hidden");
  };

  const apply = () => {
    const { words, design, page, year } = Object.fromEntries(new FormData(form));
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const filtered = wanted.length > 0 || Boolean(design || page || year);
    texts ??= items.map((item) => fold(item.textContent));
    let found = 0;
    items.forEach((item, at) => {
      const fits =
        wanted.every((word) => texts[at].includes(word)) &&
        [design, year].every((mark) => !mark || item.classList.contains(mark)) &&
        (!page || item.querySelector(`.cited-in a[href^=${JSON.stringify(page)}]`));
      hide(item, !fits);
      found += Boolean(fits);
    });
    letters.hidden = filtered;
    form.querySelector("[type=reset]").hidden = !filtered;
    said.textContent = !filtered
      ? count(says.all, items.length)
      : found
        ? count(says.some, items.length, found)
        : says.none;
  };

  const reveal = () => {
    const item = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("li[aria-hidden]");
    if (!item) return;
    hide(item, false);
    item.scrollIntoView();
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 150); // a screen reader is told once, not at each letter
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("beforematch", ({ target }) => target.removeAttribute("aria-hidden"));
  window.addEventListener("hashchange", reveal);
  window.addEventListener("pageshow", () => {
    if ([...new FormData(form).values()].some(Boolean)) apply(); // the browser kept it while the reader was away
    reveal();
  });
}
