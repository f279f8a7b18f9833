// The list of calls: columns that this browser remembers, views that are saved, and actions on several calls at once.

import { api, Refused, refresh, toast } from "./app.js";

const COLUMNS = "aftercall-columns";
const remembered = (name) => JSON.parse(localStorage.getItem(name) ?? "{}");
const remember = (name, value) => localStorage.setItem(name, JSON.stringify(value));

function showColumns() {
  const hidden = remembered(COLUMNS);
  for (const box of document.querySelectorAll("[data-column]")) box.checked = !hidden[box.dataset.column];
  for (const cell of document.querySelectorAll("[data-in]")) cell.hidden = Boolean(hidden[cell.dataset.in]);
}

const chosen = () => [...document.querySelectorAll("[data-select]:checked")];

function count() {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  bulk.hidden = chosen().length === 0;
  bulk.querySelector("[data-count]").textContent = String(chosen().length);
  const link = bulk.querySelector("[data-export]");
  link.href = [link.dataset.export, ...chosen().map((box) => `id=${box.dataset.select}`)].join("&");
}

// One request for each call, one after the other; what fails is said, the others are done.
async function forAll(button) {
  const bulk = document.getElementById("bulk");
  const [method, path] = button.dataset.bulk.split(" ");
  if (method === "DELETE" && !window.confirm(bulk.dataset.confirm)) return;
  button.disabled = true;
  const failures = [];
  for (const box of chosen()) {
    try {
      const headers = method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {};
      await api(method, path.replace("{id}", box.dataset.select), method === "POST" ? {} : undefined, headers);
      box.checked = false;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failures.push(error.message);
      if (error.status === 401 || error.status === 0) break;
    }
  }
  button.disabled = false;
  count();
  if (failures.length) toast(`${bulk.dataset.failed} ${[...new Set(failures)].join(" ")}`, { failed: true });
  else toast(bulk.dataset.done);
  refresh();
}

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-column]")) {
    remember(COLUMNS, { ...remembered(COLUMNS), [target.dataset.column]: !target.checked });
    showColumns();
  }
  if (target.matches("[data-select-all]")) for (const box of document.querySelectorAll("[data-select]")) box.checked = target.checked;
  if (target.matches("[data-select], [data-select-all]")) count();
});

document.addEventListener("click", (event) => {
  const bulk = event.target.closest("[data-bulk]");
  if (bulk) forAll(bulk);
  // The filters stand in the address; the script of all pages has opened and emptied the form.
  if (event.target.closest("[data-save-view]")) {
    const filters = [...new URLSearchParams(location.search)].filter(([key, value]) => value && key !== "cursor");
    document.querySelector("#save-view [name=filters]").value = JSON.stringify(Object.fromEntries(filters));
  }
});

document.body.addEventListener("htmx:after:swap", () => {
  showColumns();
  count();
});

showColumns();
count();
