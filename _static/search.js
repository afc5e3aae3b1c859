/* Searches the sections of all pages (searchsections.js) with MiniSearch, and shows each page once, with the section
   that answers best and the words around the hit. */
"use strict";

{
  const { pages, sections, stopwords, helpWords } = window.searchSections;
  const stemmer = window.Stemmer && new window.Stemmer();
  const ignored = new Set(stopwords);
  const results = document.getElementById("search-results");
  const says = JSON.parse(results.dataset.says);
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";

  const wordsOf = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f’']/g, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  const stem = (word) => (stemmer ? stemmer.stemWord(word) : word);
  const phraseOf = (text) => wordsOf(text).map(stem).join(" ");
  // Without a question nothing is searched, and a slow phone is spared the work.
  const asked = query ? sections : [];
  const phrases = asked.map(([, , , words]) => new Set(words.split(", ").map(phraseOf)));

  const index = new window.MiniSearch({
    fields: ["title", "words", "heading", "text"],
    tokenize: wordsOf,
    processTerm: (word) => (ignored.has(word) ? null : stem(word)),
    searchOptions: {
      boost: { title: 4, words: 5, heading: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      weights: { prefix: 0.3, fuzzy: 0.2 },
    },
  });
  index.addAll(asked.map(([page, , heading, words, text], id) => ({ id, title: pages[page][1], words, heading, text })));

  /* Sections in which every word stands come first; a page counts by its best section, and is shown once. */
  const find = (question) => {
    const found = new Map();
    const phrase = phraseOf(question);
    // What people are known to type word for word counts three times.
    const boostDocument = (id) => pages[sections[id][0]][2] * (phrases[id].has(phrase) ? 3 : 1);
    for (const combineWith of ["AND", "OR"]) {
      for (const hit of index.search(question, { combineWith, boostDocument })) {
        const page = sections[hit.id][0];
        if (!found.has(page)) found.set(page, []);
        if (!found.get(page).some((other) => other.id === hit.id)) found.get(page).push(hit);
      }
    }
    return [...found];
  };

  const make = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text }, attributes);

  /* The sentence with most of the words, those words marked. */
  const around = (text, terms) => {
    const wanted = new Set(terms);
    const count = (sentence) => new Set(wordsOf(sentence).map(stem).filter((word) => wanted.has(word))).size;
    const sentences = text.split(/(?<=[.!?:]) +/);
    const best = sentences.reduce((one, other) => (count(other) > count(one) ? other : one), sentences[0] ?? "");
    const shown = make("p", "");
    for (const piece of best.split(/([\p{L}\p{N}’']+)/u)) {
      const hit = wordsOf(piece).some((word) => !ignored.has(word) && wanted.has(stem(word)));
      shown.append(hit ? make("mark", piece) : piece);
    }
    return shown;
  };

  const address = ([page, id]) => pages[page][0] + (id ? `#${id}` : "");

  const entry = ([page, hits]) => {
    const [first, ...others] = hits.map(({ id, terms }) => ({ section: sections[id], terms }));
    const item = make("li", "");
    item.append(make("a", pages[page][1], { href: address(first.section) }));
    const [, , heading, , text] = first.section;
    if (heading) item.append(make("span", heading, { className: "search-section" }));
    if (text) item.append(around(text, first.terms));
    const more = others.filter(({ section }) => section[2]).slice(0, 2);
    if (more.length) {
      const line = make("p", `${says.also} `, { className: "search-more" });
      more.forEach(({ section }, place) => line.append(place ? " · " : "", make("a", section[2], { href: address(section) })));
      item.append(line);
    }
    return item;
  };

  if (query) {
    document.title = `${query} - ${document.title}`;
    for (const box of document.querySelectorAll("input[name=q]")) box.value = query;
    const phrase = ` ${phraseOf(query)} `;
    const help = document.getElementById("search-help");
    if (help) help.hidden = !helpWords.some((words) => phrase.includes(` ${phraseOf(words)} `));
    const found = find(query);
    const form = new Intl.PluralRules(document.documentElement.lang).select(found.length);
    const words = found.length ? (says.found[form] ?? says.found.other) : says.nothing;
    // A function: in a text, "$&" and the like would mean something.
    const told = words.replace("{n}", found.length).replace("{words}", () => query);
    results.append(make("p", told, { className: "search-summary" }));
    const list = make("ul", "", { className: "search" });
    list.append(...found.map(entry));
    results.append(list);
    document.getElementById("search-nothing").hidden = found.length > 0;
  }
}
