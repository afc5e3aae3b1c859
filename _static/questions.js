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
  const count = (many, one, more) => `${many} ${many === 1 ? one : more}`;
  const say = (...sentences) => (said.textContent = sentences.filter(Boolean).join(" "));
  const state = () => (chosen().length ? `${count(chosen().length, "question", "questions")} on your sheet.` : "Tick what you want to ask.");

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
    say(state(), unknown && `${count(unknown, "question of this address is", "questions of this address are")} no longer on these pages.`);
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
    say(all.classList.contains("sheet") ? "Only your sheet is shown." : "All questions are shown.", state());
    offer();
    all.scrollIntoView();
  });

  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      say("The address is copied. Whoever opens it sees this sheet.");
    } catch {
      field.hidden = false; // a page opened from a folder, or an old browser: the reader copies it by hand
      const address = field.querySelector("input");
      address.value = location.href;
      address.select();
      say("Copy the address below. Whoever opens it sees this sheet.");
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
