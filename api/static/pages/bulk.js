// Actions on several things of a list at once: each selected one is named by data-select.

import { api, Refused, refresh, toast } from "./app.js";

const chosen = () => [...document.querySelectorAll("[data-select]:checked")];

function count() {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  bulk.hidden = chosen().length === 0;
  bulk.querySelector("[data-count]").textContent = String(chosen().length);
  document.dispatchEvent(new CustomEvent("aftercall:selected"));
}

// One request for each, one after the other; what fails is said, the others are done.
async function forAll(button) {
  const bulk = document.getElementById("bulk");
  const [method, path] = button.dataset.bulk.split(" ");
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
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

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-select-all]")) for (const box of document.querySelectorAll("[data-select]")) box.checked = target.checked;
  if (target.matches("[data-select], [data-select-all]")) count();
});

document.addEventListener("click", (event) => {
  const bulk = event.target.closest("[data-bulk]");
  if (bulk) forAll(bulk);
});

document.body.addEventListener("htmx:after:swap", count);

count();
