async () => {
  const text = await (await fetch(location.href)).text();
  const start = text.indexOf("<body");
  document.open();
  document.write(text.slice(0, start));
  const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
  await Promise.all(sheets.map(link => link.sheet || new Promise(done => { link.onload = done; })));

  const places = new Map();
  const moved = new Set();
  const compare = () => {
    for (const element of document.body.querySelectorAll("*")) {
      const { x, y, width, height } = element.getBoundingClientRect();
      if (!width || !height || y > innerHeight || x > innerWidth || !element.checkVisibility()) continue;
      const before = places.get(element);
      if (before && Math.hypot(before.x - x, before.y - y) > 1) {
        moved.add(`${element.localName}.${element.className}: from ${before.x}, ${before.y} to ${x}, ${y}`);
      }
      places.set(element, { x, y });
    }
  };
  // A row of a table, a line, or a block before its words. Rows are whole: HTML names no columns before the first of them.
  const smaller = /(?<=\n)|(?=<(?:div|p|ul|ol|li|dl|dt|dd|table|section|h\d|form|label|button|nav|img|figure|details|fieldset)[ >])/;
  const parts = text.slice(start).split(/(<tr[ >][^]*?<\/tr>)/);
  const bits = parts.flatMap(part => (part.startsWith("<tr") ? [part] : part.split(smaller)));
  bits.forEach((bit, at) => {
    document.write(bit);
    if (at < 300 || at % 50 === 0) compare(); // the first screen comes early; after it every fiftieth bit is enough
  });
  document.close();
  compare();
  return [...moved];
}
