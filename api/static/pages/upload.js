// Sends recordings as any program would: create, upload, finalize.

import { api, csrfToken, Refused, refresh, toast } from "./app.js";

const form = document.getElementById("upload");
const bar = form?.querySelector("progress");

// fetch() does not tell how much of a body was sent.
function put(address, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", new URL(address).pathname);
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve();
      else reject(new Refused(JSON.parse(request.responseText || "null"), request.status));
    });
    request.addEventListener("error", () => reject(new Refused(null, 0)));
    request.send(file);
  });
}

async function upload(file, about) {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const made = await api("POST", "/api/recordings", { timezone, started_at: new Date().toISOString(), ...about });
  bar.hidden = false;
  await put(made.upload_url, file, (share) => {
    bar.value = 100 * share;
  });
  await api("POST", new URL(made.finalize_url).pathname);
  bar.hidden = true;
  toast(form.dataset.sent);
  refresh();
  return made.call_id;
}

async function guarded(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.status ? error.message : form.dataset.failed, { failed: true });
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { files } = form.elements.file;
  guarded(event.submitter ?? form.querySelector("button"), () => upload(files[0], { title: files[0].name.slice(0, 300) }));
});

form?.addEventListener("dragover", (event) => event.preventDefault());
form?.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) guarded(form.querySelector("button"), () => upload(file, { title: file.name.slice(0, 300) }));
});

const sample = document.querySelector("[data-sample]");
sample?.addEventListener("click", () =>
  guarded(sample, async () => {
    const audio = await (await fetch(sample.dataset.sample)).blob();
    const call = await upload(new File([audio], "sample_call.ogg", { type: "audio/ogg" }), { direction: "inbound", from_number: "+15035550142" });
    location.assign(`/calls/${call}`);
  }),
);
