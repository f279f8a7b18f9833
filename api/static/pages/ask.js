// The page of questions: an answer is shown as it is written, and its words are played.

import { api, csrfToken, Refused, toast } from "./app.js";
import { play } from "./player.js";

const form = document.getElementById("ask");
const writing = document.getElementById("writing");
const MICRO = 1_000_000;

// Yields the data of server-sent events.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const line = block.split("\n").find((each) => each.startsWith("data: "));
      if (line && line !== "data: [DONE]") yield JSON.parse(line.slice("data: ".length));
    }
  }
}

async function send(body) {
  let answer;
  try {
    answer = await fetch("/api/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken() },
      credentials: "same-origin",
      body: JSON.stringify({ ...body, stream: true }),
    });
  } catch {
    throw new Refused(null, 0);
  }
  if (!answer.ok) throw new Refused(await answer.json().catch(() => null), answer.status);
  return answer;
}

// A question that may cost more than usual is asked again with the sum that a person agreed to.
async function sendWithin(body) {
  try {
    return await send(body);
  } catch (error) {
    if (error.problem?.code !== "max_cost_required") throw error;
    const quote = await api("POST", "/api/ask/quote", body);
    const cost = (quote.cost_microusd / MICRO).toLocaleString(document.documentElement.lang, { style: "currency", currency: "USD", maximumFractionDigits: 4 });
    if (!window.confirm(form.dataset.dear.replace("{cost}", cost))) throw error;
    return send({ ...body, max_cost_microusd: quote.cost_microusd });
  }
}

async function show(answer) {
  let thread = null;
  for await (const event of events(answer.body)) {
    if (event.type === "data-answer") thread = event.data.thread_id;
    if (event.type === "text-delta") writing.append(event.delta);
    if (event.type === "error") throw new Refused({ detail: event.errorText }, 200);
    if (event.type === "finish") location.assign(`/ask?thread=${encodeURIComponent(thread)}`);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const body = { question: form.elements.question.value, thread_id: form.dataset.thread || null };
  button.disabled = true;
  writing.replaceChildren("… ");
  writing.hidden = false;
  try {
    await show(await sendWithin(body));
  } catch (error) {
    writing.hidden = true;
    button.disabled = false;
    toast(error instanceof Refused ? error.message : form.dataset.failed, { failed: true });
  }
});

// A button that asks a question of its own.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (!button) return;
  form.elements.question.value = button.dataset.ask;
  form.requestSubmit();
});

form.elements.question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

// Plays the words of a citation: the part of the call's audio in which they begin.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-cite]");
  if (!button) return;
  event.preventDefault();
  const from = Number(button.dataset.from);
  try {
    const { tracks } = await api("GET", `/api/calls/${button.dataset.cite}/audio`);
    const track = tracks.findLast((each) => (each.offset_s ?? 0) <= from) ?? tracks[0];
    if (track) play(track, from, button.dataset.until ? Number(button.dataset.until) : null);
    else location.assign(`/calls/${button.dataset.cite}#t=${from}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, { failed: true });
  }
});
