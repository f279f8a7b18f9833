// Says what became of the rows of a file with numbers that are never called.

const dialog = document.getElementById("imported");

document.addEventListener("aftercall:done", ({ target, detail: answer }) => {
  if (target.id !== "import") return;
  for (const place of dialog.querySelectorAll("[data-count]")) place.textContent = answer[place.dataset.count];
  dialog.querySelector("[data-refused]").replaceChildren(
    ...answer.rows
      .filter((row) => row.result === "refused")
      .map((row) => {
        const item = document.createElement("li");
        item.textContent = `${row.row}: ${row.given} (${dialog.dataset[row.problem] ?? row.problem})`;
        return item;
      }),
  );
  dialog.showModal();
});
