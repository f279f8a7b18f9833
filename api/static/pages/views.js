// A view to save has the filters that stand in the address.

document.addEventListener("click", (event) => {
  // The filters stand in the address; the script of all pages has opened and emptied the form.
  if (event.target.closest("[data-save-view]")) {
    const filters = [...new URLSearchParams(location.search)].filter(([key, value]) => value && key !== "cursor");
    document.querySelector("#save-view [name=filters]").value = JSON.stringify(Object.fromEntries(filters));
  }
});
