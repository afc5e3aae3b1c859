/* The sheet of questions. What is ticked stands in the address (#q=id.id) and nowhere else: nothing is kept or sent. */
"use strict";

{
  const all = document.querySelector(".questions");
  const boxes = new Map([...all.querySelectorAll("[type=checkbox]")].map((box) => [box.value, box]));
  for (const box of boxes.values()) box.autocomplete = "off"; // Firefox else ticks again what was ticked before a reload
  const said = all.querySelector("[role=status]");
  const [show, copy, print] = ["show", "copy", "print"].map((name) => all.querySelector(`.${name}`));
  const field = all.querySelector(".sheet-bar label");

  const chosen = () => [...boxes.keys()].filter((id) => boxes.get(id).checked);
  const says = JSON.parse(all.querySelector(".sheet-bar").dataset.says);
  const form = new Intl.PluralRules(document.documentElement.lang);
  const count = (words, many) => (words[form.select(many)] ?? words.other).replace("{n}", many);
  const say = (...sentences) => (said.textContent = sentences.filter(Boolean).join(" "));
  const state = () => (chosen().length ? count(says.chosen, chosen().length) : says.tick);

  /* Only what is ticked, or all. What is unticked there stays in sight until the reader looks at all again. */
  const only = (sheet) => {
    all.classList.toggle("sheet", sheet);
    show.textContent = show.dataset[sheet ? "all" : "sheet"];
    for (const box of boxes.values()) box.closest("li").classList.toggle("kept", box.checked);
  };

  const offer = () => {
    show.hidden = copy.hidden = !chosen().length && !all.classList.contains("sheet");
    field.hidden = true;
  };

  const read = () => {
    const ids = location.hash.startsWith("#q=") ? [...new Set(location.hash.slice(3).split("."))] : [];
    for (const [id, box] of boxes) box.checked = ids.includes(id);
    only(chosen().length > 0);
    const unknown = ids.filter((id) => id && !boxes.has(id)).length;
    say(state(), unknown && count(says.gone, unknown));
    offer();
  };

  all.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox") return;
    const ids = chosen().join(".");
    history.replaceState(null, "", ids ? `#q=${ids}` : location.pathname + location.search);
    say(state());
    offer();
  });

  show.addEventListener("click", () => {
    only(!all.classList.contains("sheet"));
    say(all.classList.contains("sheet") ? says.sheet : says.all, state());
    offer();
    all.scrollIntoView();
  });

  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      say(says.copied);
    } catch {
      field.hidden = false; // a page opened from a folder, or an old browser: the reader copies it by hand
      const address = field.querySelector("input");
      address.value = location.href;
      address.select();
      say(says.copy);
    }
  });

  print.addEventListener("click", () => window.print());

  /* Whoever goes on to a page takes the choice along, to add to it there (ask.js). */
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a");
    if (chosen().length && link?.host === location.host && /(\.html|\/)$/.test(link.pathname) && link.pathname !== location.pathname) {
      link.hash = `q=${chosen().join(".")}`;
    }
  });

  window.addEventListener("hashchange", read);
  read();
}
