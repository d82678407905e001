// How messages look. What the reader does with them goes to the handlers in `on`: say, press, follow, enlarge.

import { dayForm, fileUrl, hourForm, make, sizeForm } from "./forms.js";

// What stands below one another: days, messages, and albums as one.
export function pieces(messages, on) {
  const all = [];
  let day = "";
  for (const message of messages.filter((one) => !one.deleted)) {
    const today = dayForm(new Date(message.at));
    const last = all.at(-1);
    if (today !== day) {
      day = today;
      all.push({ key: `day ${today} ${message.id}`, content: today, draw: dayMark });
    }
    if (message.album && Array.isArray(last?.content) && last.content[0].album === message.album) {
      last.content.push(message);
    } else {
      all.push({ key: `message ${message.id}`, content: [message], draw: (content) => bubble(content, on) });
    }
  }
  return all;
}

const dayMark = (text) => make("p", { className: "day" }, [make("span", { textContent: text })]);

function bubble(messages, on) {
  const [message] = messages;
  const body = make("div", { className: "bubble" });
  if (message.quoted) body.append(make("p", { className: "quote", textContent: message.quoted }));
  const photos = messages.filter((one) => one.file?.kind === "photo");
  if (photos.length) {
    const layout = photos.length > 1 ? "photos several" : "photos";
    body.append(make("div", { className: layout }, photos.map(({ file }) => photo(file, on))));
  }
  messages.filter((one) => ["document", "video", "voice"].includes(one.file?.kind)).forEach(({ file }) => body.append(documentLink(file)));
  if (message.shared) body.append(make("p", { textContent: message.shared }));
  if (message.place) body.append(make("p", { textContent: `Vị trí: ${message.place.join(", ")}` }));
  const speaking = messages.find((one) => one.text);
  if (message.file?.kind === "sticker") body.append(sticker(message));
  else if (speaking) body.append(make("p", { className: "text" }, richText(speaking, on)));
  body.append(foot(messages));
  const wrapper = make("article", { className: message.mine ? "mine" : "bots" }, [body]);
  wrapper.ariaLabel = message.mine ? "Tin gửi đi" : "Tin của bot";
  if (!on.plain()) wrapper.append(acts(message, on));
  if (message.buttons.length) wrapper.append(keyboard(message, on));
  return wrapper;
}

function acts(message, on) {
  const offered = [["Trả lời", "reply"], ["Chuyển tiếp", "forward"]];
  if (message.mine && !message.file && message.text) offered.push(["Sửa", "edit"]);
  return make("div", { className: "acts" }, offered.map(([label, what]) => {
    const button = make("button", { type: "button", textContent: label });
    button.onclick = () => on[what](message);
    return button;
  }));
}

function foot(messages) {
  const edited = messages.some((one) => one.edits) ? "(đã sửa) " : "";
  return make("span", { className: "foot", textContent: edited + hourForm(new Date(messages[0].at)) });
}

function sticker({ file, text }) {
  return make("img", { className: "sticker", src: fileUrl(file), alt: `Nhãn dán ${text}`, width: 128, height: 128 });
}

function photo(file, on) {
  const image = make("img", { src: fileUrl(file), alt: "Ảnh trong tin nhắn", width: file.width, height: file.height });
  const button = make("button", { type: "button", className: "photo", ariaLabel: "Phóng to ảnh" }, [image]);
  button.onclick = () => on.enlarge(image.src);
  return button;
}

function documentLink(file) {
  const extension = file.name.includes(".") ? file.name.split(".").at(-1).slice(0, 4) : "tệp";
  return make("a", { className: "document", href: fileUrl(file), download: file.name }, [
    make("span", { className: "badge", textContent: extension, ariaHidden: "true" }),
    make("span", { className: "names" }, [
      make("strong", { textContent: file.name }),
      make("small", { textContent: `${sizeForm(file.size)} · tải về` }),
    ]),
  ]);
}

const MARKS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
};

// Telegram counts entities in UTF-16 units, as JavaScript counts strings.
function richText({ text, entities }, on) {
  const nodes = [];
  let position = 0;
  for (const { type, offset, length, url } of entities) {
    if (offset < position) continue;
    const inside = text.slice(offset, offset + length);
    nodes.push(text.slice(position, offset), entity(type, inside, url, on));
    position = offset + length;
  }
  return [...nodes, text.slice(position)];
}

function entity(type, text, url, on) {
  if (type === "url" || type === "text_link") return link(url ?? text, text, on);
  if (type === "bot_command") {
    const button = make("button", { type: "button", className: "command", textContent: text });
    button.onclick = () => on.say(text);
    return button;
  }
  return MARKS[type] ? make(MARKS[type], { textContent: text }) : text;
}

function link(address, text, on) {
  const node = make("a", { textContent: text, target: "_blank", rel: "noopener noreferrer" });
  if (/^https?:\/\//i.test(address)) node.href = address;
  node.onclick = (event) => on.follow(event, address);
  return node;
}

function keyboard(message, on) {
  const rows = message.buttons.map((row, rowNumber) => make("div", { className: "keys" }, row.map((button, column) =>
    button.url ? urlKey(button, on) : pressKey(message, button, [rowNumber, column], on))));
  return make("div", { className: "keyboard" }, rows);
}

function urlKey(button, on) {
  const node = link(button.url, button.label, on);
  node.className = "key url";
  return node;
}

function pressKey(message, button, at, on) {
  const node = make("button", { type: "button", className: "key", title: button.label }, [
    make("span", { textContent: button.label }),
  ]);
  node.ariaBusy = String(button.waiting);
  node.onclick = () => {
    node.ariaBusy = "true";
    node.closest("article").signature = ""; // draw it anew, even if the answer is there before the next look
    on.press({ message: message.id, at });
  };
  return node;
}
