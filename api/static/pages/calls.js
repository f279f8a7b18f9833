// The list of calls: columns that this browser remembers, and actions on several calls at once.

import "./bulk.js";
import "./views.js";

const COLUMNS = "aftercall-columns";
const remembered = (name) => JSON.parse(localStorage.getItem(name) ?? "{}");
const remember = (name, value) => localStorage.setItem(name, JSON.stringify(value));

function showColumns() {
  const hidden = remembered(COLUMNS);
  for (const box of document.querySelectorAll("[data-column]")) box.checked = !hidden[box.dataset.column];
  for (const cell of document.querySelectorAll("[data-in]")) cell.hidden = Boolean(hidden[cell.dataset.in]);
}

// The link to the table of the selected calls.
function select() {
  const link = document.querySelector("#bulk [data-export]");
  if (!link) return;
  const chosen = [...document.querySelectorAll("[data-select]:checked")];
  link.href = [link.dataset.export, ...chosen.map((box) => `id=${box.dataset.select}`)].join("&");
}

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-column]")) {
    remember(COLUMNS, { ...remembered(COLUMNS), [target.dataset.column]: !target.checked });
    showColumns();
  }
});

document.addEventListener("aftercall:selected", select);

document.body.addEventListener("htmx:after:swap", showColumns);

showColumns();
select();
