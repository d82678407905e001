// Small things that every part of the page needs: elements, names, hours and sizes as people read them.

const ZONE = "Asia/Ho_Chi_Minh";

export function make(tag, fields = {}, children = []) {
  const { className, dataset, ...rest } = fields;
  const node = Object.assign(document.createElement(tag), rest);
  if (className) node.className = className;
  if (dataset) Object.assign(node.dataset, dataset);
  node.append(...children);
  return node;
}

export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
export const initial = (name) => name.trim().split(/\s+/).at(-1)[0].toUpperCase();
export const fileUrl = (file) => `/control/files/${encodeURIComponent(file.id)}`;

function parts(date) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE, weekday: "short", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
}

const WEEKDAYS = {
  Mon: "thứ Hai", Tue: "thứ Ba", Wed: "thứ Tư", Thu: "thứ Năm", Fri: "thứ Sáu", Sat: "thứ Bảy", Sun: "Chủ nhật",
};

export function officeForm(date) {
  const at = parts(date);
  return `${at.hour} giờ ${at.minute} phút, ${WEEKDAYS[at.weekday]}, ngày ${at.day}/${at.month}/${at.year}`;
}

export function dayForm(date) {
  const at = parts(date);
  return `${WEEKDAYS[at.weekday]}, ngày ${at.day}/${at.month}/${at.year}`;
}

export const hourForm = (date) => `${parts(date).hour}:${parts(date).minute}`;

export function sizeForm(bytes) {
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${size.toLocaleString("vi", { maximumFractionDigits: 1 })} ${unit}`;
}
