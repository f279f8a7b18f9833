// What every page does: buttons and forms send requests to the public API, lists follow what happens, keys move through
// them. A page has no other way to change anything, so whatever a person can do here a program can do too.

const texts = document.getElementById("texts").dataset;
let csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const TOAST_MS = 6000;
let toastTimer;

function cookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}

// The server writes times on the viewer's clock; the first page of a browser is read again once it knows which that is.
function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.cookie.split("; ").some((each) => each === `aftercall_zone=${zone}`);
  if (known) return;
  cookie("aftercall_zone", zone);
  refresh();
}

export function toast(text, { failed = false, undo = null } = {}) {
  const place = document.getElementById("toast");
  clearTimeout(toastTimer);
  place.textContent = text;
  place.classList.toggle("failed", failed);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = texts.undo;
    button.addEventListener("click", undo, { once: true });
    place.append(button);
  }
  toastTimer = setTimeout(() => place.replaceChildren(), failed ? 2 * TOAST_MS : TOAST_MS);
}

// Parts of the page with data-live are read again; an element in which a person is typing waits for them.
export function refresh(kind = "") {
  document.body.dispatchEvent(new CustomEvent("aftercall:changed", { detail: { kind } }));
}

// What the API refuses is said by its code, where the page's language has words for it.
const problems = JSON.parse(texts.problems);

export class Refused extends Error {
  constructor(problem, status) {
    super(problems[problem?.code]?.replace("{detail}", () => problem.detail) ?? problem?.detail ?? texts.offline);
    this.problem = problem;
    this.status = status;
  }
}

// Sends a request to the API and returns its answer. Throws Refused; a session that has ended is said in a dialog, and
// what was typed stays where it is.
export async function api(method, path, body, headers = {}) {
  let { answer, read } = await once(method, path, body, headers);
  if (answer.status === 403 && read?.code === "csrf_token_required") {
    // The person has signed in again in another tab, and this page still has the token of the session before.
    const me = await once("GET", "/api/me");
    if (me.answer.ok) {
      csrf = me.read.csrf_token;
      ({ answer, read } = await once(method, path, body, headers));
    }
  }
  if (answer.status === 401) document.getElementById("signed-out").showModal();
  if (!answer.ok) throw new Refused(read, answer.status);
  return read;
}

async function once(method, path, body, headers = {}) {
  const given = { ...headers, "X-CSRF-Token": csrf };
  const file = body instanceof Blob;
  if (body !== undefined) given["Content-Type"] = file ? "text/csv" : "application/json";
  try {
    const answer = await fetch(path, {
      method,
      headers: given,
      credentials: "same-origin",
      body: body === undefined || file ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    return { answer, read: text ? JSON.parse(text) : null };
  } catch {
    // No answer, or none of the API: a proxy's page, or half of one.
    throw new Refused(null, 0);
  }
}

export const csrfToken = () => csrf;

// The fields of a form as a body: data-type says what is no text, empty is null, `a.b` is the field b of the object a. A
// form with data-only-changed sends what differs from what it was filled with.
export function bodyOf(form) {
  const body = {};
  for (const field of form.elements) {
    if ("onlyChanged" in form.dataset && field.value === field.dataset.before) continue;
    if (!field.name || field.matches(":disabled") || "inAddress" in field.dataset || (field.type === "radio" && !field.checked)) continue;
    const outer = field.name.split(".");
    const name = outer.pop();
    let place = body;
    for (const each of outer) place = place[each] ??= {};
    if (field.dataset.type === "list-item" || field.dataset.type === "number-item") {
      if (field.dataset.empty === "null") place[name] ??= null;
      else place[name] ??= [];
      if (field.checked) (place[name] ??= []).push(field.dataset.type === "number-item" ? Number(field.value) : field.value);
      continue;
    }
    place[name] = valueOf(field);
  }
  return body;
}

// Of the parts of a form with data-chosen those are filled in that name what its data-chooses has.
function choose(form) {
  for (const chooser of form.querySelectorAll("[data-chooses]")) {
    for (const part of form.querySelectorAll(`[data-chosen-by="${chooser.dataset.chooses}"]`)) {
      part.hidden = part.disabled = !part.dataset.chosen.split(" ").includes(chooser.value);
    }
  }
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.value === "") return { text: "", list: [] }[field.dataset.empty] ?? null;
  switch (field.dataset.type) {
    case "number":
      return Number(field.value) * Number(field.dataset.times ?? 1);
    case "local-time":
      return new Date(field.value).toISOString();
    case "lines":
      return field.value.split("\n").map((line) => line.trim()).filter(Boolean);
    case "json":
      return JSON.parse(field.value);
    default:
      return field.value;
  }
}

// Says what the API refused, or which field is no JSON.
function refused(error) {
  if (!(error instanceof Refused) && !(error instanceof SyntaxError)) throw error;
  const fields = (error.problem?.errors ?? []).map((each) => `${each.field ?? each.pointer ?? ""}: ${each.message ?? each.detail ?? ""}`);
  toast([error.message, ...fields].join(" "), { failed: true });
}

async function send(element, body) {
  const { dataset } = element;
  if (dataset.confirm && !window.confirm(dataset.confirm)) return;
  const [method, template] = dataset.api.split(" ");
  const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(element.elements[name].value));
  const buttons = element.matches("button") ? [element] : element.querySelectorAll("button");
  for (const each of buttons) each.disabled = true;
  try {
    const headers = method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {};
    const answer = await api(method, path, method === "DELETE" ? undefined : body, headers);
    if (dataset.go) {
      location.assign(dataset.go.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(answer?.[name] ?? "")));
      return;
    }
    if (dataset.reveal) reveal(dataset.reveal, answer);
    element.closest("dialog")?.close();
    if ("clears" in dataset) element.reset();
    element.closest("details.editor")?.removeAttribute("open");
    toast(dataset.done ?? texts.saved, { undo: dataset.undo ? () => undo(dataset.undo) : null });
    element.dispatchEvent(new CustomEvent("aftercall:done", { bubbles: true, detail: answer }));
    refresh();
  } catch (error) {
    if (error.problem?.code === "version_conflict") await readAgain(element, path, error);
    else refused(error);
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

// Another person was faster. The page is read again, and a form takes the version that is there now, so that what was
// typed stays and can be saved by pressing the button again.
async function readAgain(element, path, error) {
  element.closest("details.editor")?.removeAttribute("open");
  refresh();
  const said = element.querySelector("[data-conflict]");
  if (!said) return refused(error);
  try {
    const { version } = await api("GET", path.slice(0, path.lastIndexOf("/")));
    element.elements.base_version.value = version;
    said.hidden = false;
  } catch (failure) {
    refused(failure);
  }
}

// Shows what a form, or the thing that a button stands at, would send.
async function tryOut(button) {
  const place = button.dataset.try ? document.querySelector(button.dataset.try) : button.closest("[data-tries]");
  const shown = place.querySelector("[data-trial]");
  const [method, path] = place.dataset.tries.split(" ");
  try {
    if (place.matches("form") && !place.reportValidity()) return;
    const answer = await api(method, path, place.matches("form") ? { target: bodyOf(place) } : {});
    const { url, headers, body, skipped } = answer;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    shown.querySelector("pre").textContent = skipped ?? [`${answer.method} ${url ?? ""}`, ...lines, "", JSON.stringify(body, null, 2)].join("\n");
    shown.hidden = false;
    if (place.matches("dialog")) place.showModal();
    else shown.scrollIntoView({ block: "nearest" });
  } catch (error) {
    refused(error);
  }
}

async function undo(request) {
  const [method, path] = request.split(" ");
  try {
    await api(method, path, {});
    toast("");
    refresh();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, { failed: true });
  }
}

// Opens a dialog for the thing that its button stands at: where its form is sent, and what is filled in.
function open(opener) {
  const dialog = document.querySelector(opener.dataset.opens);
  const form = dialog.querySelector("form");
  if (opener.dataset.for) form.dataset.api = opener.dataset.for;
  form?.reset();
  if (form) choose(form);
  for (const said of dialog.querySelectorAll("[data-conflict]")) said.hidden = true;
  for (const [name, value] of Object.entries(JSON.parse(opener.dataset.fill || "{}"))) {
    form.elements[name].value = value ?? "";
    form.elements[name].dataset.before = value ?? "";
  }
  if (opener.dataset.time) {
    const local = new Date(opener.dataset.time);
    local.setMinutes(local.getMinutes() - local.getTimezoneOffset());
    form.querySelector('[type="datetime-local"]').value = local.toISOString().slice(0, 16);
  }
  dialog.showModal();
}

// Shows once what an answer alone tells, such as a new key; an answer may have none.
function reveal(where, answer) {
  const place = document.querySelector(where);
  if ([...place.querySelectorAll("[data-answer]")].every((part) => answer?.[part.dataset.answer] == null)) return;
  for (const part of place.querySelectorAll("[data-answer]")) {
    const value = answer?.[part.dataset.answer];
    part.textContent = Array.isArray(value) ? value.join("\n") : String(value ?? "");
  }
  if (place.matches("dialog")) place.showModal();
  else place.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-api]");
  if (button) send(button, JSON.parse(button.dataset.body || "{}"));
  const trier = event.target.closest("[data-try]");
  if (trier) tryOut(trier);
  const opener = event.target.closest("[data-opens]");
  if (opener) open(opener);
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target.closest("[data-keys-help]")) document.getElementById("keys").showModal();
  const copier = event.target.closest("[data-copy]");
  if (copier) navigator.clipboard?.writeText(document.querySelector(copier.dataset.copy).textContent.trim()).then(() => toast(copier.dataset.copied));
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-api]");
  if (!form) return;
  event.preventDefault();
  try {
    // A file is the whole body.
    send(form, form.querySelector("[data-whole-body]")?.files[0] ?? bodyOf(form));
  } catch (error) {
    refused(error);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-chooses]")) choose(event.target.form);
  if (event.target.matches("[data-language]")) {
    cookie("aftercall_language", event.target.value);
    location.reload();
  }
});

// Keys: a button with data-key is pressed by it, in the list's item that has the focus first.
function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function move(step) {
  const items = [...document.querySelectorAll("[data-item]")].filter((item) => item.offsetParent !== null);
  if (!items.length) return;
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[Math.min(items.length - 1, Math.max(0, now + step))];
  (next.querySelector("[data-item-focus]") ?? next.querySelector("a, button"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else {
    const item = document.activeElement?.closest("[data-item]");
    const wanted = `[data-key="${CSS.escape(event.key)}"]`;
    const target = item?.querySelector(wanted) ?? document.querySelector(`:not([data-item] *)${wanted}`);
    if (!target || target.disabled) return;
    if (target.matches("input")) target.focus();
    else target.click();
  }
  event.preventDefault();
});

// A part that follows what happens asks for itself again, at most once in a while, and not under a person's hands.
const PAUSE_MS = 400;
let pending = false;

document.body.addEventListener("aftercall:changed", () => {
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    for (const part of document.querySelectorAll("[data-live]")) {
      const busy = part.contains(document.activeElement) && typing(document.activeElement);
      if (busy || part.querySelector("dialog[open], details.editor[open]")) continue;
      htmx.trigger(part, "refresh");
    }
  }, PAUSE_MS);
});

document.body.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx?.response?.status === 401) document.getElementById("signed-out").showModal();
  else toast(texts.offline, { failed: true });
});

// An event of the stream is a hint to read again. A browser that was cut off sends the id of the last event when it
// connects again, and gets what it missed; where that is not known any more, everything is read once.
const EVENTS = [
  ...["received", "updated", "ready", "partial", "failed", "deleted"].map((what) => `call.${what}`),
  ...["queued", "postponed", "succeeded", "failed", "cancelled"].map((what) => `job.${what}`),
  ...["done", "failed", "postponed", "progress"].map((what) => `step.${what}`),
  ...["callback.changed", "lead.updated", "transcript.edited", "transcript.replaced", "recording.audio_deleted", "stream.reset"],
];
// Of a stream that the server refuses a browser makes no second attempt by itself.
const AGAIN_MS = 10_000;

// Over HTTP/1.1 a browser has six connections to a host, and a stream takes one for good: of all tabs one holds the
// stream, and tells the others.
const tabs = new BroadcastChannel("aftercall-events");

function follow() {
  if (!csrf || !document.querySelector("[data-live]")) return;
  tabs.addEventListener("message", ({ data }) => happened(data));
  if (navigator.locks) navigator.locks.request("aftercall-stream", () => new Promise(openStream));
  else openStream();
}

function happened(type) {
  document.body.dataset.following = "true";
  if (type !== "stream.open") refresh(type);
}

function openStream() {
  const stream = new EventSource("/api/events/stream");
  for (const type of ["stream.open", ...EVENTS]) {
    stream.addEventListener(type, () => {
      happened(type);
      tabs.postMessage(type);
    });
  }
  stream.addEventListener("error", () => {
    delete document.body.dataset.following;
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      openStream();
      refresh();
    }, AGAIN_MS);
  });
}

rememberZone();
follow();
