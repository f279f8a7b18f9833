// A call's page: turns are corrected in place, next to the player.

import { api, Refused, refresh, toast } from "./app.js";
import "./player.js";

// One turn is typed, the whole transcript is sent: the API refuses it if another person was faster.
const dialog = document.getElementById("edit-turn");
let edited = null;

function edit(turn) {
  const turns = document.querySelector(".turns");
  edited = { number: Number(turn.dataset.number), version: Number(turns.dataset.version), turns: turns.querySelectorAll("[data-number]").length };
  dialog.querySelector("[data-conflict]").hidden = true;
  dialog.querySelector("textarea").value = turn.querySelector(".words").textContent;
  dialog.querySelector("select").value = [...dialog.querySelector("select").options].find((option) => turn.classList.contains(option.value)).value;
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-edit]");
  if (opener) edit(opener.closest(".turn"));
});

dialog?.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { call } = document.getElementById("call").dataset;
  const button = event.submitter;
  button.disabled = true;
  let transcript;
  try {
    ({ transcript } = await api("GET", `/api/calls/${call}`));
    const changed = transcript.turns.map((turn, number) =>
      number === edited.number ? { ...turn, text: dialog.querySelector("textarea").value, speaker: dialog.querySelector("select").value } : turn,
    );
    await api("PUT", `/api/calls/${call}/transcript`, { turns: changed, base_version: edited.version });
    dialog.close();
    toast(document.getElementById("texts").dataset.saved);
    refresh();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.problem?.code !== "version_conflict") return toast(error.message, { failed: true });
    refresh();
    // Where turns were added or removed the number may be another turn's: what was typed stays, and is not saved.
    if (transcript.turns.length !== edited.turns) return toast(error.message, { failed: true });
    edited.version = transcript.version;
    dialog.querySelector("[data-conflict]").hidden = false;
  } finally {
    button.disabled = false;
  }
});
