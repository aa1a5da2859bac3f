// The script of HTML reports. A report is whole without it: it sorts tables, filters findings, and unfolds what is folded
// when the page is printed.
"use strict";
(() => {
  const number = (text) => {
    const found = /^-?\d+(\.\d+)?/.exec(text);
    return found ? Number(found[0]) : null;
  };
  const compare = (a, b, isNumber) => {
    if (!isNumber) return a.localeCompare(b, "en", { numeric: true });
    const [x, y] = [number(a), number(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    return x - y;
  };

  // A body is a row with those that go on below it: they stay together.
  const sort = (table, heading, column) => {
    const ascending = heading.getAttribute("aria-sort") !== "ascending";
    const isNumber = heading.classList.contains("number");
    const text = (body) => body.rows[0].cells[column].textContent.trim();
    const bodies = [...table.tBodies].map((body) => [text(body), body]);
    bodies.sort(([a], [b]) => {
      const order = compare(a, b, isNumber);
      const known = !isNumber || (number(a) !== null && number(b) !== null);
      return ascending || !known ? order : -order;
    });
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    table.append(...bodies.map(([, body]) => body));
  };
  for (const table of document.querySelectorAll("main table")) {
    if (table.tBodies.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      if (heading.tagName !== "TH") return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, column));
      heading.append(button);
    });
  }

  for (const list of document.querySelectorAll(".findings")) {
    const findings = [...list.children];
    const boxes = [];
    const filter = document.createElement("fieldset");
    filter.className = "filter";
    const legend = document.createElement("legend");
    legend.textContent = "Show";
    const said = document.createElement("output");
    filter.append(legend);
    const show = () => {
      const off = boxes.filter((box) => !box.checked);
      for (const finding of findings) {
        finding.hidden = off.some((box) => finding.dataset[box.name] === box.value);
      }
      const shown = findings.filter((finding) => !finding.hidden).length;
      said.textContent = `${shown} of ${findings.length}`;
    };
    for (const [name, values] of [["severity", ["error", "warning", "info"]], ["state", ["open", "accepted", "known"]]]) {
      const counts = values.map((value) => findings.filter((finding) => finding.dataset[name] === value).length);
      if (counts.filter((count) => count > 0).length < 2) continue;
      values.forEach((value, at) => {
        if (counts[at] === 0) return;
        const label = document.createElement("label");
        const box = document.createElement("input");
        Object.assign(box, { type: "checkbox", checked: true, name, value });
        box.addEventListener("change", show);
        label.append(box, ` ${value} (${counts[at]})`);
        boxes.push(box);
        filter.append(label);
      });
    }
    if (boxes.length === 0) continue;
    filter.append(said);
    show();
    list.before(filter);
  }

  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open])")];
    for (const part of unfolded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of unfolded) part.open = false;
  });
})();
