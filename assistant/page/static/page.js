// The home page: one WebSocket carries speech up, and transcripts, replies, light and sound down.
const element = (id) => document.getElementById(id);
const words = await (await fetch("api/words")).json();
const HOLD_CANCELS_MS = words.hold_cancels_s * 1000;

for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = words[node.dataset.placeholder];
if (words.notice) {
  element("notice").textContent = words.notice;
  element("notice").hidden = false;
}

let socket;
let pause_ms = 500;
let audio;
let source;
let worklet;
const sounds = [];

function line(kind, text) {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = text;
  element("talk").append(p);
  p.scrollIntoView({ block: "end" });
}

const handlers = {
  partial: (message) => { element("partial").textContent = message.text; },
  heard: (message) => { element("partial").textContent = ""; if (message.text) line("heard", message.text); },
  said: (message) => line("said", message.text),
  light: (message) => { element("light").className = message.state; element("state").textContent = words["light_" + message.state]; },
  stop: () => stopSounds(),
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
  };
  socket.onclose = () => {
    element("hold").disabled = true;
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

const send = (message) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };

async function sound() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") await audio.resume();
  return audio;
}

async function playSound(wav) {
  const context = await sound();
  const node = context.createBufferSource();
  node.buffer = await context.decodeAudioData(wav);
  node.connect(context.destination);
  node.onended = () => sounds.splice(sounds.indexOf(node), 1);
  sounds.push(node);
  node.start();
}

function stopSounds() {
  for (const node of sounds.splice(0)) node.stop();
}

async function openMicrophone() {
  const context = await sound();
  if (worklet) return;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  await context.audioWorklet.addModule("static/microphone-worklet.js");
  source = context.createMediaStreamSource(stream);
  worklet = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
  worklet.port.onmessage = (event) => { if ((holding || listening) && socket.readyState === WebSocket.OPEN) socket.send(event.data); };
  source.connect(worklet);
}

let holding = false;
let listening = false;

async function startHolding(event) {
  event.preventDefault();
  if (holding || element("hold").disabled) return;
  element("hold").classList.add("down");
  try {
    await openMicrophone();
  } catch {
    element("hold").classList.remove("down");
    line("said", words.no_microphone);
    return;
  }
  stopSounds();
  send({ type: "hold" });
  holding = true;
}

function stopHolding() {
  element("hold").classList.remove("down");
  if (!holding) return;
  holding = false;
  send({ type: listening ? "listen" : "release" });
}

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

element("hold").addEventListener("pointerdown", startHolding);
for (const name of ["pointerup", "pointercancel", "pointerleave"]) element("hold").addEventListener(name, stopHolding);
element("hold").addEventListener("keydown", (event) => { if (event.code === "Space" && !event.repeat) startHolding(event); });
element("hold").addEventListener("keyup", (event) => { if (event.code === "Space") stopHolding(); });

element("type").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = element("text").value.trim();
  element("text").value = "";
  if (!text) return;
  await sound();
  send({ type: "text", text });
});

let pressed = 0;
element("help").addEventListener("pointerdown", () => { pressed = Date.now(); sound(); send({ type: "button", down: true }); });
for (const name of ["pointerup", "pointercancel"]) {
  element("help").addEventListener(name, () => {
    send({ type: "button", down: false, held: Date.now() - pressed >= HOLD_CANCELS_MS });
  });
}

connect();
