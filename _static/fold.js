/* On a small screen the parts that few readers want are folded, unless the address leads to one. Paper has them all. */
"use strict";

{
  const parts = document.querySelectorAll("details.fold");
  const wanted = (part) => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return part.contains(target) || part.parentElement === target;
  };
  if (matchMedia("(max-width: 46em)").matches) for (const part of parts) part.open = wanted(part);
  addEventListener("hashchange", () => parts.forEach((part) => (part.open ||= wanted(part))));
  addEventListener("beforeprint", () => parts.forEach((part) => (part.open = true)));
}
