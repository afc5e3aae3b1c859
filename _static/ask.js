"use strict";

{
  const chosen = new Set(location.hash.startsWith("#q=") ? location.hash.slice(3).split(".") : []);

  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a");
    const asks = link?.matches(".ask");
    if (!asks && !(chosen.size && link?.host === location.host && !link.hash && /(\.html|\/)$/.test(link.pathname))) return;
    if (asks) link.hash.slice(3).split(".").forEach((id) => chosen.add(id));
    link.hash = `q=${[...chosen].join(".")}`;
    if (asks) history.replaceState(null, "", link.hash);
  });
}
