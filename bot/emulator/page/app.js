// The chat page. The server holds all state; the page asks for it anew whenever the stream of events says so.

import { folded, initial, make, officeForm } from "./forms.js";
import { pieces } from "./message.js";

const TYPING_MS = 5500;
const TOAST_MS = 4000;
const END_PX = 80;
const $ = (id) => document.getElementById(id);

let state = { username: "", commands: [], people: [] };
let [current, side] = addressed();
let chat = null;
let typingTimer = 0;
let atEnd = true;
let shownCount = 0;
const alertsSeen = new Map();

// Talking to the server

async function ask(path, body) {
  const isForm = body instanceof FormData;
  const options = body === undefined ? {} : {
    method: "POST",
    body: isForm ? body : JSON.stringify(body),
    headers: isForm ? {} : { "Content-Type": "application/json" },
  };
  const response = await fetch(`/control/${path}`, options);
  if (!response.ok) {
    toast("Không thực hiện được. Vui lòng thử lại.");
    throw new Error(await response.text());
  }
  return response.json();
}

const person = (id) => state.people.find((one) => one.id === id);
const here = () => (side === "zalo" ? `people/${current}/zalo` : `people/${current}`);
const act = (path, body = {}) => ask(`${here()}/${path}`, body);
const unreadOn = (one, where) => (where === "zalo" ? one.zalo?.unread ?? 0 : one.unread);

// The page's own address names the person, and the channel where it is not Telegram: "#11" or "#11/zalo".
function addressed() {
  const [id, where] = location.hash.slice(1).split("/");
  return [Number(id) || 0, where === "zalo" ? "zalo" : "telegram"];
}

// Runs `work` once however often it is asked for while it runs or waits, and once more if asked meanwhile.
function gathered(work) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) { again = true; return; }
    running = true;
    await new Promise((resolve) => setTimeout(resolve, 40));
    try { await work(); } finally { running = false; }
    if (again) { again = false; run(); }
  };
}

const loadState = gathered(async () => {
  state = await ask("state");
  renderPeople();
  renderMenu();
  const one = person(current);
  if (current && !one) openChat(0);
  else if (one && !(side === "zalo" ? one.zalo : one.telegram)) openChat(current, one.zalo ? "zalo" : "telegram");
  else if (one) renderSides(one);
});

const loadChat = gathered(async () => {
  const asked = here();
  if (!current) return;
  const answer = await ask(`${asked}/chat`);
  if (asked !== here()) return;
  chat = answer;
  renderChat();
});

const loadTime = gathered(async () => {
  const { now, moments } = await ask("time");
  $("time").hidden = !now;
  if (!now) return;
  $("now").textContent = officeForm(new Date(now));
  const choices = moments.map(({ label, at }) => make("option", { value: at, textContent: label }));
  $("moments").replaceChildren(make("option", { value: "", textContent: "Chuyển tới…" }), ...choices);
});

function listen() {
  const events = new EventSource("/control/events");
  events.onopen = () => { loadState(); loadChat(); loadTime(); };
  events.onmessage = ({ data }) => {
    loadState();
    if (data === "0") loadTime();
    if (data === "0" || Number(data) === current) loadChat();
  };
}

let toastTimer = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, TOAST_MS);
}

// The list of people

function renderPeople() {
  const wanted = folded($("search").value);
  const found = state.people.filter((one) => folded(`${one.name} ${one.about}`).includes(wanted));
  const known = found.filter((one) => !one.newcomer);
  const newcomers = found.filter((one) => one.newcomer);
  const scrolled = $("people").scrollTop;
  const focused = document.activeElement?.dataset?.person;
  $("people").replaceChildren(
    ...group(newcomers.length ? "Đã tham gia" : "", known),
    ...group("Người mới", newcomers),
    ...(found.length ? [] : [make("p", { className: "none", textContent: "Không tìm thấy ai." })]),
  );
  $("people").scrollTop = scrolled;
  if (focused) $("people").querySelector(`[data-person="${focused}"]`)?.focus();
}

function group(title, people) {
  if (!people.length) return [];
  return [...(title ? [make("h2", { textContent: title })] : []), ...people.map(personRow)];
}

function personRow(one) {
  const unread = ["telegram", "zalo"].filter((where) => one.id !== current || where !== side)
    .reduce((sum, where) => sum + unreadOn(one, where), 0);
  const row = make("button", { type: "button", className: "row", dataset: { person: one.id } }, [
    make("span", { className: `avatar tint${one.id % 6}`, textContent: initial(one.name), ariaHidden: "true" }),
    make("span", { className: "names" }, [
      make("strong", { textContent: one.name }),
      make("small", { textContent: one.about || "Chưa có vai trò" }),
    ]),
  ]);
  if (unread) row.append(make("span", { className: "unread", textContent: unread, title: "Tin chưa đọc" }));
  if (one.id === current) row.ariaCurrent = "true";
  row.onclick = () => openChat(one.id, one.telegram ? "telegram" : "zalo");
  return row;
}

function openChat(id, where = "telegram") {
  current = id;
  side = where;
  chat = null;
  atEnd = true;
  shownCount = 0;
  history.replaceState(null, "", id ? `#${id}${where === "zalo" ? "/zalo" : ""}` : "#");
  document.body.classList.toggle("open", Boolean(id));
  document.body.classList.toggle("zalo", where === "zalo");
  $("chat").hidden = !id;
  $("empty").hidden = Boolean(id);
  $("messages").replaceChildren();
  closeMenus();
  setAbout();
  renderPeople();
  loadChat();
}

// The chat

function renderSides(one) {
  $("sides").hidden = !(one.zalo && one.telegram);
  for (const button of $("sides").children) {
    const where = button.dataset.side;
    button.ariaPressed = String(where === side);
    button.classList.toggle("news", where !== side && unreadOn(one, where) > 0);
    button.onclick = () => { if (where !== side) openChat(current, where); };
  }
}

function renderChat() {
  const one = person(current);
  if (!one || !chat) return;
  $("person").textContent = one.name;
  $("about").textContent = chat.typing ? "bot đang nhập…" : one.about || "Chưa có vai trò";
  $("about").classList.toggle("typing", chat.typing);
  clearTimeout(typingTimer);
  if (chat.typing) typingTimer = setTimeout(loadChat, TYPING_MS);
  const onZalo = side === "zalo";
  renderSides(one);
  $("block").hidden = chat.blocked || !chat.started || onZalo;
  $("commands").hidden = !state.commands.length || onZalo;
  $("unblock").hidden = !chat.blocked;
  $("start").hidden = chat.blocked || chat.started;
  $("composer").hidden = chat.blocked || !chat.started;
  $("described").textContent = state.described;
  $("described").hidden = chat.messages.length > 0 || !state.described || onZalo;
  renderMessages();
  showAlerts();
  if (unreadOn(one, side) && document.visibilityState === "visible") act("read");
}

function renderMessages() {
  const box = $("messages");
  const before = new Map([...box.children].map((node) => [node.dataset.key, node]));
  let place = box.firstChild;
  for (const { key, content, draw } of pieces(chat.messages, handlers)) {
    const signature = JSON.stringify(content);
    const old = before.get(key);
    before.delete(key);
    if (old?.signature === signature) { place = old.nextSibling; continue; }
    const node = draw(content);
    node.dataset.key = key;
    node.signature = signature;
    if (old) { place = old.nextSibling; old.replaceWith(node); } else box.insertBefore(node, place);
  }
  for (const gone of before.values()) gone.remove();
  if (chat.messages.length > shownCount && chat.messages.at(-1).mine) atEnd = true;
  shownCount = chat.messages.length;
  keepEnd();
}

// A reader at the end stays there, whatever comes or grows; who scrolled up is left alone.
function keepEnd() {
  if (atEnd) $("messages").scrollTop = $("messages").scrollHeight;
}

function showAlerts() {
  const seen = alertsSeen.get(current) ?? chat.alerts.length;
  alertsSeen.set(current, chat.alerts.length);
  for (const { text, modal } of chat.alerts.slice(seen).filter((one) => one.text)) {
    if (modal) { $("alerttext").textContent = text; $("alert").showModal(); } else toast(text);
  }
}

// What the text that is being written is about: a message to reply to, or one to change.
let about = null;
function setAbout(kind, message) {
  about = kind ? { kind, id: message.id } : null;
  $("about-text").hidden = !about;
  if (!about) return;
  const label = { reply: "Trả lời", edit: "Sửa" }[kind];
  $("about-words").textContent = `${label}: ${(message.text || "").slice(0, 60)}`;
  if (kind === "edit") $("text").value = message.text;
  $("text").focus();
}

const handlers = {
  plain: () => side === "zalo",
  reply: (message) => setAbout("reply", message),
  edit: (message) => setAbout("edit", message),
  forward: (message) => act("forward", { message: message.id }),
  say: (text) => act("say", { text }),
  press: (what) => act("press", what),
  follow,
  enlarge: (address) => { $("large").src = address; $("viewer").showModal(); },
};

// A link to the bot is opened here, as whoever is chosen; any other in a new tab.
function follow(event, address) {
  const url = URL.parse ? URL.parse(address) : new URL(address);
  if (url?.host !== "t.me" || url.pathname !== `/${state.username}`) return;
  event.preventDefault();
  const choices = state.people.filter((one) => one.telegram).map(({ id, name, about }) =>
    make("option", { value: id, textContent: about ? `${name} – ${about}` : name, selected: id === current }));
  $("openerperson").replaceChildren(...choices);
  $("opener").returnValue = "";
  $("opener").onclose = () => {
    if ($("opener").returnValue !== "open") return;
    openChat(Number($("openerperson").value));
    act("say", { text: `/start ${url.searchParams.get("start") ?? ""}`.trim() });
  };
  $("opener").showModal();
}

// Writing

function renderMenu() {
  $("menu").replaceChildren(...state.commands.map(({ command, description }) => {
    const button = make("button", { type: "button" }, [
      make("strong", { textContent: `/${command}` }), ` ${description}`,
    ]);
    button.onclick = () => { closeMenus(); act("say", { text: `/${command}` }); };
    return make("li", {}, [button]);
  }));
  $("commands").hidden = !state.commands.length || side === "zalo";
}

function toggle(button, menu) {
  const opening = menu.hidden;
  closeMenus();
  menu.hidden = !opening;
  button.ariaExpanded = String(opening);
  if (opening) menu.querySelector("button, input")?.focus();
}

function closeMenus() {
  for (const [button, menu] of [["commands", "menu"], ["attach", "attachments"]]) {
    $(menu).hidden = true;
    $(button).ariaExpanded = "false";
  }
}

function fit() {
  $("text").style.height = "auto";
  $("text").style.height = `${Math.min($("text").scrollHeight, 160)}px`;
}

function taken() {
  const text = $("text").value.trim();
  $("text").value = "";
  fit();
  return text;
}

async function sendFiles(input, path) {
  const form = new FormData();
  for (const file of input.files) form.append("file", file, file.name);
  input.value = "";
  closeMenus();
  form.append("caption", taken());
  await act(path, form);
}

$("composer").onsubmit = (event) => {
  event.preventDefault();
  const text = taken();
  if (!text) return;
  if (about?.kind === "edit") act("edit", { message: about.id, text });
  else act("say", about && side !== "zalo" ? { text, reply_to: about.id } : { text });
  setAbout();
};
$("text").oninput = () => {
  fit();
  const offered = state.commands.length && side !== "zalo";
  if ($("text").value === "/" && $("menu").hidden && offered) $("menu").hidden = false;
  else if (!$("text").value.startsWith("/")) $("menu").hidden = true;
};
$("text").onkeydown = (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
};
$("commands").onclick = () => toggle($("commands"), $("menu"));
$("attach").onclick = () => toggle($("attach"), $("attachments"));
$("photos").onchange = () => sendFiles($("photos"), "photos");
$("documents").onchange = () => sendFiles($("documents"), "documents");
$("about-leave").onclick = () => { $("text").value = ""; setAbout(); };
$("video").onchange = () => sendFiles($("video"), "video");
$("voice").onclick = () => {
  closeMenus();
  if (side === "zalo") act("unsupported", { text: "[Tin thoại]" });
  else act("voice");
};
$("contact").onclick = () => {
  closeMenus();
  if (side === "zalo") act("unsupported", { text: "[Danh thiếp]" });
  else act("contact", { phone: "+84912345678", name: "Lò Văn Minh" });
};
$("poll").onclick = () => {
  closeMenus();
  if (side === "zalo") act("unsupported", { text: "[Bình chọn]" });
  else act("poll", { question: "Thứ mấy?", options: ["Thứ Hai", "Thứ Ba"] });
};
$("sticker").onclick = () => { closeMenus(); act("sticker"); };
$("place").onclick = () => {
  closeMenus();
  if (side === "zalo") act("unsupported", { text: "[Vị trí]" });
  else act("location", { latitude: 16.0544, longitude: 108.2022 });
};
$("start").onclick = () => act("say", { text: "/start" });
$("unblock").onclick = () => act("unblock");
$("block").onclick = () => act("block");
$("back").onclick = () => openChat(0);
$("search").oninput = renderPeople;
$("messages").onscroll = ({ target }) => {
  atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < END_PX;
};
$("messages").addEventListener("load", keepEnd, true);
new ResizeObserver(keepEnd).observe($("messages"));
$("viewer").onclick = () => $("viewer").close();
$("newcomer").onsubmit = async (event) => {
  event.preventDefault();
  const { id } = await ask("people", { name: $("newname").value.trim() });
  $("newcomer").reset();
  state = await ask("state");
  openChat(id);
};

async function moveTime(body) {
  $("time").ariaBusy = "true";
  try { await ask("time", body); } finally { $("time").ariaBusy = "false"; }
}

// Each world is a page of its own; one that nobody has chosen yet takes some seconds to begin.
async function loadWorlds() {
  const { here: shown, worlds } = await ask("worlds");
  $("world").hidden = worlds.length < 2;
  $("worlds").replaceChildren(...worlds.map(({ key, name }) => make("option", { value: key, textContent: name })));
  $("worlds").value = shown;
}

$("worlds").onchange = async () => {
  $("time").ariaBusy = "true";
  toast("Đang mở thế giới khác, xin đợi vài giây.");
  try {
    location.href = (await ask("worlds", { world: $("worlds").value })).address;
  } catch {
    toast("Chưa mở được thế giới khác. Có thể chương trình khác đang dùng hai cổng kế tiếp.");
  } finally {
    $("time").ariaBusy = "false";
    loadWorlds();
  }
};

$("moments").onchange = () => { if ($("moments").value) moveTime({ at: $("moments").value }); };
for (const button of document.querySelectorAll("[data-hours]")) {
  button.onclick = () => moveTime({ hours: Number(button.dataset.hours) });
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") loadChat(); });
window.addEventListener("hashchange", () => openChat(...addressed()));
setInterval(loadTime, 20_000);

openChat(current, side);
loadWorlds();
listen();
