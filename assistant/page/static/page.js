// The home page: one WebSocket carries speech up, and transcripts, replies, light and sound down.
const element = (id) => document.getElementById(id);
const words = await (await fetch("api/words")).json();
const HOLD_CANCELS_MS = words.hold_cancels_s * 1000;
const LAST_WORD_MS = 250; // the microphone stays open so long after the button, for what is still on its way
const LINES_KEPT = 200;

for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = words[node.dataset.placeholder];
for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words[node.dataset.label]);
if (words.notice) {
  element("notice").textContent = words.notice;
  element("notice").hidden = false;
}

let socket;
let pause_ms = 500;
let audio;
let worklet;
let stopped = 0;
let pressedAt = 0; // when the help button went down; 0: it is up
let helpWaits = false; // pressed while the home could not be reached: sent as soon as it can be
let finger = false;
let holding = false;
let listening = false;
const sounds = new Set();

function line(kind, text) {
  const talk = element("talk");
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = text;
  talk.append(p);
  if (talk.childElementCount > LINES_KEPT) talk.firstElementChild.remove();
  talk.scrollTop = talk.scrollHeight;
}

const handlers = {
  partial: (message) => { element("partial").textContent = message.text; },
  heard: (message) => { element("partial").textContent = ""; if (message.text) line("heard", message.text); },
  said: (message) => line("said", message.text),
  light: (message) => { element("light").className = message.state; element("state").textContent = words["light_" + message.state]; },
  stop: () => stopSounds(),
  music: (message) => playMusic(message),
};

function connect() {
  const address = new URL("ws", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    pause_ms = 500;
    element("hold").disabled = false;
    if (listening) send({ type: "listen" });
    if (helpWaits) callForHelp();
  };
  socket.onclose = () => {
    stopHolding();
    element("hold").disabled = true;
    element("light").className = "idle";
    element("state").textContent = words.lost;
    setTimeout(connect, pause_ms);
    pause_ms = Math.min(pause_ms * 2, 10000);
  };
  socket.onmessage = (event) => {
    if (typeof event.data === "string") {
      const message = JSON.parse(event.data);
      handlers[message.type]?.(message);
    } else {
      playSound(event.data);
    }
  };
}

const connected = () => socket.readyState === WebSocket.OPEN;
const send = (message) => { if (connected()) socket.send(JSON.stringify(message)); };

// A browser lets a page sound only after somebody has touched it; call this from what she touches.
async function sound() {
  audio ??= new AudioContext();
  if (audio.state !== "running") await audio.resume();
  element("touch").hidden = true;
  return audio;
}

async function playSound(wav) {
  audio ??= new AudioContext();
  if (audio.state !== "running") {
    element("touch").hidden = false;
    return; // kept until the first touch, everything missed would sound at once
  }
  const before = stopped;
  const node = audio.createBufferSource();
  node.buffer = await audio.decodeAudioData(wav);
  if (stopped !== before) return;
  node.connect(audio.destination);
  node.onended = () => sounds.delete(node);
  sounds.add(node);
  node.start();
}

// Music of a home without a sound card: the pieces media/0, media/1, … one after the other.
const music = new Audio();
let pieces = 0;
let piece = 0;

function startPiece(number) {
  piece = number;
  if (piece >= pieces) {
    music.pause();
    return;
  }
  music.src = `media/${piece}?${Date.now()}`;
  music.play().catch(() => line("said", words.no_sound));
}

function playMusic(message) {
  music.volume = Number(message.volume) / 100;
  if (message.do === "play") {
    pieces = Number(message.pieces);
    startPiece(0);
  }
  if (message.do === "pause" || message.do === "stop") music.pause();
  if (message.do === "resume") music.play().catch(() => line("said", words.no_sound));
  if (message.do === "next") startPiece(piece + 1);
}

music.addEventListener("ended", () => startPiece(piece + 1));

function stopSounds() {
  stopped += 1;
  for (const node of sounds) node.stop();
  sounds.clear();
}

async function openMicrophone() {
  const context = await sound();
  if (worklet) return;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  await context.audioWorklet.addModule("static/microphone-worklet.js");
  worklet = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
  worklet.port.onmessage = (event) => { if ((holding || listening) && connected()) socket.send(event.data); };
  context.createMediaStreamSource(stream).connect(worklet);
}

async function startHolding(event) {
  event.preventDefault();
  if (finger || holding || element("hold").disabled) return;
  finger = true;
  element("hold").classList.add("down");
  try {
    await openMicrophone();
  } catch {
    finger = false;
    element("hold").classList.remove("down");
    line("said", words.no_microphone);
    return;
  }
  if (!finger) return; // let go while the browser was asking for the microphone
  stopSounds();
  send({ type: "hold" });
  holding = true;
}

function stopHolding() {
  element("hold").classList.remove("down");
  if (!finger) return;
  finger = false;
  if (!holding) return;
  setTimeout(() => {
    holding = false;
    send({ type: listening ? "listen" : "release" });
  }, LAST_WORD_MS);
}

// A finger that goes down on the button may come up anywhere: its end is never missed.
function followFinger(button, down, up) {
  button.addEventListener("pointerdown", down);
  for (const name of ["pointerup", "pointercancel", "blur"]) window.addEventListener(name, up);
  button.addEventListener("keydown", (event) => { if (["Space", "Enter"].includes(event.code) && !event.repeat) down(event); });
  button.addEventListener("keyup", (event) => { if (["Space", "Enter"].includes(event.code)) up(event); });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}

function callForHelp() {
  helpWaits = !connected();
  if (helpWaits) {
    line("said", words.help_waits);
    return;
  }
  send({ type: "button", down: true });
  if (!pressedAt) send({ type: "button", down: false });
}

function pressHelp() {
  if (pressedAt) return;
  pressedAt = Date.now();
  element("help").classList.add("down");
  sound();
  callForHelp();
}

function releaseHelp() {
  if (!pressedAt) return;
  if (Date.now() - pressedAt >= HOLD_CANCELS_MS) helpWaits = false;
  pressedAt = 0;
  element("help").classList.remove("down");
  send({ type: "button", down: false });
}

followFinger(element("hold"), startHolding, stopHolding);
followFinger(element("help"), pressHelp, releaseHelp);
document.addEventListener("pointerdown", sound);

element("listen").addEventListener("change", async (event) => {
  listening = event.target.checked;
  if (listening) {
    try {
      await openMicrophone();
    } catch {
      listening = event.target.checked = false;
      line("said", words.no_microphone);
      return;
    }
  }
  send({ type: listening ? "listen" : "release" });
});

element("type").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = element("text").value.trim();
  if (!text || !connected()) return; // what could not be sent stays in the field
  element("text").value = "";
  sound();
  send({ type: "text", text });
});

connect();
