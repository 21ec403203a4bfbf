"use strict";

// What the page itself says. Everything else is said by the hotel, in the guest's language. The Spanish is neither
// usted nor tú nor vos: which of them a hotel says is not known here.
const WORDS = {
  en: {
    honesty: "You are talking with the hotel's AI assistant.",
    demo: "Demo hotel: nothing you reserve here is real.",
    greeting: "Hello! I am the AI assistant of {hotel}. I can look for free rooms, tell you prices, and book, change or cancel a stay. How can I help?",
    openers: ["A double room for 2 from Friday, 3 nights", "What does a room cost this weekend?"],
    label: "Your message", send: "Send", log: "Conversation with {hotel}",
    person: "Talk to a person", askPerson: "I would like to talk to a person",
    restart: "New conversation", you: "You", hotel: "Hotel", answering: "The hotel is answering…",
    offline: "No connection. Trying again…", failed: "This could not be sent.", again: "Send again",
    ended: "The earlier conversation has ended. This is a new one.",
    withPerson: "A person of the hotel has this conversation.",
  },
  es: {
    honesty: "Aquí responde el asistente de IA del hotel.",
    demo: "Hotel de demostración: nada de lo que se reserva aquí es real.",
    greeting: "¡Hola! Soy el asistente de IA de {hotel}. Puedo buscar habitaciones libres, dar precios y reservar, cambiar o cancelar una estadía. ¿En qué puedo ayudar?",
    openers: ["Una habitación doble para 2 desde el viernes, 3 noches", "¿Cuánto cuesta una habitación este fin de semana?"],
    label: "Mensaje", send: "Enviar", log: "Conversación con {hotel}",
    person: "Hablar con una persona", askPerson: "Quiero hablar con una persona",
    restart: "Nueva conversación", you: "Yo", hotel: "Hotel", answering: "El hotel está respondiendo…",
    offline: "Sin conexión. Probando de nuevo…", failed: "No se ha podido enviar.", again: "Enviar de nuevo",
    ended: "La conversación anterior ha terminado. Esta es nueva.",
    withPerson: "Una persona del hotel tiene esta conversación.",
  },
  pt: {
    honesty: "Você está falando com o assistente de IA do hotel.",
    demo: "Hotel de demonstração: nada do que você reservar aqui é real.",
    greeting: "Olá! Sou o assistente de IA do {hotel}. Posso procurar quartos livres, dizer preços e reservar, alterar ou cancelar uma estadia. Como posso ajudar?",
    openers: ["Um quarto duplo para 2 a partir de sexta-feira, 3 noites", "Quanto custa um quarto neste fim de semana?"],
    label: "Sua mensagem", send: "Enviar", log: "Conversa com {hotel}",
    person: "Falar com uma pessoa", askPerson: "Quero falar com uma pessoa",
    restart: "Nova conversa", you: "Você", hotel: "Hotel", answering: "O hotel está respondendo…",
    offline: "Sem conexão. Tentando de novo…", failed: "Não foi possível enviar.", again: "Enviar de novo",
    ended: "A conversa anterior terminou. Esta é nova.",
    withPerson: "Uma pessoa do hotel está com esta conversa.",
  },
};
const SOON = 400, LATE = 15000, SLOWER = 1.5, PATIENCE = 30000, TRIES = 5;
const BACK = 3000, FIRST_WORD = 5000; // when a broken stream is opened again; how long one may keep silent at first

const { key, hotel, demo } = document.body.dataset;
const spoken = (navigator.languages || ["en"]).map((code) => code.slice(0, 2).toLowerCase()).find((code) => WORDS[code]) || "en";
const say = (name) => WORDS[spoken][name].replace("{hotel}", hotel);
const part = (id) => document.getElementById(id);
const place = `hotel-agent:${key}`;

let chat = remembered();
let seen = 0;
let wait = SOON;
let timer = null;
let asking = false;
let stream = null; // what ends the stream that is open
let streams = true; // false where nothing comes through as it is written: then the messages are fetched
let answerBy = 0;
let withPerson = false; // whether a person of the hotel has the conversation
let line = Promise.resolve(); // messages are posted one after the other

function remembered() {
  try { return JSON.parse(sessionStorage.getItem(place)); } catch { return null; }
}

function remember(what) {
  chat = what;
  try {
    if (what) sessionStorage.setItem(place, JSON.stringify(what)); else sessionStorage.removeItem(place);
  } catch { /* without a memory the conversation lasts as long as the page */ }
}

function element(tag, of = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), of);
  made.append(...inside); // text becomes text, never markup
  return made;
}

function fresh() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function state(words = "", trouble = false) {
  if (part("state").textContent !== words) part("state").textContent = words;
  part("state").classList.toggle("trouble", trouble);
}

// --- the conversation on the screen

function show(author, text, className = "") {
  const name = element("span", { className: "unseen" }, `${say(author === "guest" ? "you" : "hotel")}: `);
  const message = element("div", { className: `message ${author} ${className}` }, element("p", {}, name, text));
  part("log").append(message);
  reveal(message);
  return message;
}

// The newest words in sight: their end, or their beginning where there are too many.
function reveal(message) {
  const tall = message.offsetHeight > part("log").clientHeight;
  part("log").scrollTop = tall ? message.offsetTop - 8 : part("log").scrollHeight;
}

function showChoices(message, choices) {
  if (!choices.length) return;
  const rows = choices.length > 3 || choices.some((choice) => choice.description);
  const box = element("div", { className: rows ? "choices rows" : "choices" });
  for (const choice of choices) {
    const button = element("button", { type: "button" }, choice.title);
    if (choice.description) button.append(element("small", {}, choice.description));
    button.addEventListener("click", () => post("choices", { token: choice.token }, choice.title));
    box.append(button);
  }
  message.append(box);
  reveal(message);
}

function withdrawChoices() {
  for (const button of document.querySelectorAll("#log .choices button")) button.disabled = true;
}

function showAll(messages) {
  for (const message of messages) {
    if (message.seq <= seen) continue;
    seen = message.seq;
    if (message.author === "guest") {
      withdrawChoices();
      document.querySelector(`[data-seq="${message.seq}"]`)?.remove();
    } else {
      answerBy = 0;
    }
    showChoices(show(message.author, message.text), message.choices);
  }
  if (messages.length) part("openers").replaceChildren();
}

function welcome(first) {
  seen = 0;
  answerBy = 0;
  withPerson = false;
  part("log").replaceChildren();
  if (first) show("desk", first);
  show("desk", say("greeting"));
  part("openers").replaceChildren(...WORDS[spoken].openers.map((text) => {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => { part("text").value = text; part("text").focus(); grow(); });
    return button;
  }));
}

// --- talking with the service

async function ask(path, options = {}) {
  const headers = { accept: "application/json", ...options.headers };
  if (chat) headers.authorization = `Bearer ${chat.token}`;
  return fetch(path, { ...options, headers, cache: "no-store" });
}

async function opened() {
  if (chat) return chat;
  const open = (proof) => fetch(`/v1/webchat/${encodeURIComponent(key)}/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ locale: spoken, page: location.href, visitor: null, proof }),
  });
  let answer = await open();
  if (answer.status === 428) answer = await open(await worked(answer.headers));
  if (!answer.ok) throw new Error(String(answer.status));
  const { conversation, token } = await answer.json();
  remember({ conversation, token });
  return chat;
}

// Where very many open a chat, each does some work for it: a sum that begins with so many zeros.
async function worked(headers) {
  const challenge = headers.get("x-challenge"), bits = Number(headers.get("x-challenge-bits"));
  for (let tried = 0; ; tried += 1) {
    const words = new TextEncoder().encode(`${challenge}:${tried}`);
    const sum = new DataView(await crypto.subtle.digest("SHA-256", words)).getUint32(0);
    if (sum >>> (32 - bits) === 0) return { challenge, nonce: String(tried) };
  }
}

function post(what, said, words) {
  withdrawChoices();
  part("openers").replaceChildren();
  const client_id = fresh();
  const shown = show("guest", words, "waiting");
  line = line.then(() => deliver(what, { client_id, ...said }, shown, words));
}

async function deliver(what, body, shown, words) {
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      const { conversation } = await opened();
      const answer = await ask(`/v1/webchat/conversations/${conversation}/${what}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.status === 202) {
        const { seq } = await answer.json();
        if (seq <= seen) shown.remove(); else { shown.dataset.seq = seq; shown.classList.remove("waiting"); }
        answerBy = Date.now() + PATIENCE;
        state(say(withPerson ? "withPerson" : "answering"));
        listen();
        return;
      }
      if (answer.status === 401) {
        remember(null);
        welcome(say("ended"));
        part("openers").replaceChildren();
        part("log").append(shown);
        if (what === "choices") break;
      } else if (answer.status < 500) {
        break;
      }
    } catch { /* no connection: said below, tried again */ }
    state(say("offline"), true);
    await new Promise((resume) => setTimeout(resume, 1000 * 2 ** tried));
  }
  failed(what, body, shown, words);
}

function failed(what, body, shown, words) {
  state(say("failed"), true);
  shown.classList.add("failed");
  const button = element("button", { type: "button" }, say("again"));
  button.addEventListener("click", () => {
    shown.remove();
    const again = show("guest", words, "waiting");
    line = line.then(() => deliver(what, body, again, words)); // the same client_id: it counts once
  });
  shown.append(element("div", { className: "choices" }, button));
}

function ended() {
  remember(null);
  welcome(say("ended"));
}

// The messages as they are written. Where no stream comes through, they are fetched from time to time.
async function follow() {
  if (!chat || stream || document.hidden) return;
  const { conversation } = chat;
  const closing = stream = new AbortController();
  let alarm = setTimeout(() => { streams = false; closing.abort(); }, FIRST_WORD);
  let back = BACK;
  try {
    const answer = await ask(`/v1/webchat/conversations/${conversation}/events?after=${seen}`, {
      headers: { accept: "text/event-stream" },
      signal: closing.signal,
    });
    if (answer.status === 401) return ended();
    if (answer.status === 503 || answer.status === 404) { streams = false; return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { value, done } = await reader.read();
      if (done) break;
      clearTimeout(alarm);
      text += value;
      const blocks = text.split("\r\n\r\n");
      text = blocks.pop();
      for (const block of blocks) {
        if (chat?.conversation !== conversation) return;
        if (!told(block)) return;
      }
    }
    back = 0; // it came to its end in peace
  } catch {
    if (!closing.signal.aborted) state(say("offline"), true);
  } finally {
    clearTimeout(alarm);
    if (stream === closing) stream = null;
    if (streams) setTimeout(listen, back); else listen();
  }
}

// One event of the stream. False when it was the last one.
function told(block) {
  const fields = {};
  for (const line of block.split("\r\n")) {
    const [, name, value] = line.match(/^(\w*): ?(.*)$/) || [];
    if (name) fields[name] = name in fields ? `${fields[name]}\n${value}` : value;
  }
  if (fields.event === "closed") { ended(); return false; }
  if (fields.event === "message") showAll([JSON.parse(fields.data)]);
  if (fields.event === "typing") answerBy = JSON.parse(fields.data).on ? Date.now() + PATIENCE : 0;
  if (fields.event === "handover") withPerson = JSON.parse(fields.data).person;
  state(withPerson ? say("withPerson") : Date.now() < answerBy ? say("answering") : "");
  return true;
}

async function fetchMessages() {
  timer = null;
  if (!chat || asking) return;
  asking = true;
  const { conversation } = chat;
  try {
    const answer = await ask(`/v1/webchat/conversations/${conversation}/messages?after=${seen}`);
    if (answer.status === 401) return ended();
    if (!answer.ok) throw new Error(String(answer.status));
    const messages = await answer.json();
    if (chat?.conversation === conversation) showAll(messages);
    state(withPerson ? say("withPerson") : Date.now() < answerBy ? say("answering") : "");
    wait = messages.length || Date.now() < answerBy ? SOON : Math.min(wait * SLOWER, LATE);
  } catch {
    state(say("offline"), true);
    wait = Math.min(wait * SLOWER, LATE);
  } finally {
    asking = false;
    later();
  }
}

function later() {
  clearTimeout(timer);
  timer = chat && !document.hidden ? setTimeout(fetchMessages, wait) : null;
}

// Hear what is said from now on: by a stream, or by fetching soon.
function listen() {
  if (document.hidden) {
    stream?.abort();
  } else if (streams) {
    follow();
  } else {
    wait = SOON;
    later();
  }
}

// --- the form

function grow() {
  part("text").style.height = "auto";
  part("text").style.height = `${part("text").scrollHeight + 2}px`;
}

function send(event) {
  event.preventDefault();
  const text = part("text").value.trim();
  if (!text) return;
  part("text").value = "";
  grow();
  post("messages", { text }, text);
}

function start() {
  document.documentElement.lang = spoken;
  part("honesty").textContent = demo === "yes" ? `${say("honesty")} ${say("demo")}` : say("honesty");
  part("log").setAttribute("aria-label", say("log"));
  for (const id of ["label", "send", "person", "restart"]) part(id).textContent = say(id);
  part("form").addEventListener("submit", send);
  part("text").addEventListener("input", grow);
  part("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  part("person").addEventListener("click", () => post("messages", { text: say("askPerson") }, say("askPerson")));
  part("restart").addEventListener("click", () => { stream?.abort(); remember(null); state(); welcome(); part("text").focus(); });
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("online", listen);
  welcome();
  if (chat) listen();
  part("text").focus();
}

start();
