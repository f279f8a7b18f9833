// The player of a recording and the transcript next to it: words follow the sound and lead to their second. It needs
// no other script, because people without an account hear shared calls with it.

import WaveSurfer from "../vendor/wavesurfer.esm.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
// Shorter silences belong to the rhythm of speech.
const SILENCE_S = 1.5;
const player = document.getElementById("player");
const audio = player?.querySelector("audio");
let offset = Number(player?.dataset.offset ?? 0);

const turns = () => [...document.querySelectorAll(".turn")];
const wordAt = (second) => find([...document.querySelectorAll(".words span[data-start]")], second);

// The last element that begins at or before a second; elements stand in the order of their beginnings.
function find(elements, second) {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(elements[middle].dataset.start) <= second) low = middle + 1;
    else high = middle;
  }
  return elements[low - 1];
}

function seek(second) {
  if (!audio) return;
  const start = () => {
    audio.currentTime = Math.max(0, second - offset);
    audio.play().catch(() => {});
  };
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) start();
  else {
    audio.addEventListener("loadedmetadata", start, { once: true });
    audio.load();
  }
}

let spoken;
let ends = null;
// A little longer than the words, whose times are rounded.
const REST_S = 0.3;
function follow() {
  if (ends !== null && audio.currentTime + offset >= ends + REST_S) {
    ends = null;
    audio.pause();
  }
  // A player rounds the second that it was sent to.
  const second = audio.currentTime + offset + 0.01;
  const word = wordAt(second);
  const said = word && second <= Number(word.dataset.end) + 0.3 ? word : null;
  if (said !== spoken) {
    spoken?.classList.remove("now");
    said?.classList.add("now");
    const turn = said?.closest(".turn");
    if (turn && !turn.classList.contains("now")) {
      document.querySelector(".turn.now")?.classList.remove("now");
      turn.classList.add("now");
      if (!audio.paused) turn.scrollIntoView({ block: "nearest" });
    }
    spoken = said;
  }
  if (player.querySelector("[data-skip-silence]").checked && !audio.paused) skipSilence(second);
}

function skipSilence(second) {
  const timed = turns().filter((turn) => turn.dataset.start !== "");
  if (timed.some((turn) => second >= Number(turn.dataset.start) && second < Number(turn.dataset.end))) return;
  const starts = timed.map((turn) => Number(turn.dataset.start)).filter((start) => start > second);
  const next = Math.min(...starts);
  if (Number.isFinite(next) && next - second > SILENCE_S) audio.currentTime = next - offset - 0.2;
}

const HIGHEST = 255;
const PENDING_MS = 3000;
let picture;

// A worker reads the recording when its picture is asked for the first time.
async function peaksOf(address) {
  for (;;) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) return null;
    const peaks = await answer.json();
    if (peaks.channels) return peaks;
    await new Promise((resolve) => setTimeout(resolve, PENDING_MS));
  }
}

// The waveform is drawn from stored numbers: no audio is decoded in the browser.
async function draw(address) {
  const place = player.querySelector("[data-wave]");
  picture?.destroy();
  place.hidden = false;
  // Without a network there is no picture either.
  const peaks = await peaksOf(address).catch(() => null);
  if (!peaks) {
    place.hidden = true;
    return;
  }
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.className = name;
    place.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const [ink, quiet, brand, warn] = ["in-ink", "quiet", "in-brand", "in-warn"].map(colour);
  const several = peaks.channels.length > 1;
  picture = WaveSurfer.create({
    container: place,
    media: audio,
    peaks: peaks.channels.map((channel) => channel.map((value) => value / HIGHEST)),
    duration: peaks.duration_s,
    height: several ? 48 : 96,
    barWidth: 2,
    barGap: 1,
    cspNonce: player.dataset.nonce,
    waveColor: brand,
    progressColor: quiet,
    cursorColor: ink,
    splitChannels: several ? [brand, warn].map((waveColor) => ({ waveColor, progressColor: quiet, overlay: false })) : undefined,
  });
}

if (player) {
  audio.addEventListener("timeupdate", follow);
  audio.addEventListener("seeked", follow);
  player.querySelector("[data-speed]").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
  for (const button of player.querySelectorAll("[data-jump]")) {
    button.addEventListener("click", () => {
      audio.currentTime = Math.max(0, audio.currentTime + Number(button.dataset.jump));
    });
  }
  player.querySelector("[data-part]")?.addEventListener("change", (event) => {
    const { media, peaks, offset: from } = event.target.selectedOptions[0].dataset;
    load(media, peaks, Number(from));
  });
  if (player.dataset.peaks) draw(player.dataset.peaks);
}

function load(media, peaks, from) {
  offset = from;
  audio.src = media;
  draw(peaks);
}

// Plays a part of a call's audio between two of its seconds; without an end it goes on.
export function play(track, from, until) {
  player.hidden = false;
  if (new URL(track.media_url, location.href).href !== audio.src) load(track.media_url, track.peaks_url, track.offset_s ?? 0);
  ends = until;
  seek(from);
}

// An address with a turn, such as a quote's, begins there; so does one with seconds (`#t=61.2` or
// `#t=61.2,64.0`, as media fragments are written).
function begin() {
  const second = /^#t=(\d+(?:\.\d+)?)(?:,\d+(?:\.\d+)?)?$/.exec(location.hash);
  if (second) {
    const spoken = [...document.querySelectorAll("[id^=turn-][data-start]")];
    const turn = spoken.filter((each) => Number(each.dataset.start) <= Number(second[1])).at(-1);
    turn?.classList.add("now");
    turn?.scrollIntoView({ block: "center" });
    seek(Number(second[1]));
    return;
  }
  const turn = /^#turn-\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (!turn) return;
  turn.classList.add("now");
  if (turn.dataset.start) seek(Number(turn.dataset.start));
}

window.addEventListener("hashchange", begin);
begin();

document.addEventListener("click", (event) => {
  const evidence = event.target.closest("[data-turn]");
  if (evidence) {
    const turn = document.getElementById(`turn-${evidence.dataset.turn}`);
    turn?.scrollIntoView({ block: "center" });
    if (turn?.dataset.start) seek(Number(turn.dataset.start));
    return;
  }
  const word = event.target.closest(".words span[data-start]");
  if (word) seek(Number(word.dataset.start));
});

document.addEventListener("keydown", (event) => {
  if (!player || event.target.closest("input, textarea, select, button, a, audio, dialog")) return;
  if (event.key === " ") {
    if (audio.paused) audio.play().catch(() => {});
    else audio.pause();
    event.preventDefault();
  }
  if (event.key === "s") {
    const next = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length];
    audio.playbackRate = next;
    player.querySelector("[data-speed]").value = String(next);
  }
});
