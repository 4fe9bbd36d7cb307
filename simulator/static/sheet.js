// Opens small windows inside one phone: menus, pickers, a call, a question.

import { button, el } from "./dom.js";
import { icon } from "./icons.js";

export function sheet(screen, title, ...content) {
  const close = () => veil.remove();
  const box = el("div", { class: "sheet", role: "dialog", "aria-label": title },
    title && el("h3", { class: "sheet-title", text: title }), ...content);
  const veil = el("div", { class: "veil", on: { click: (event) => event.target === veil && close() } }, box);
  veil.addEventListener("keydown", (event) => event.key === "Escape" && close());
  screen.append(veil);
  (box.querySelector("input,textarea,button") || box).focus?.({ preventScroll: true });
  return close;
}

export function choices(screen, title, options) {
  const rows = options.filter(Boolean).map(([words, act, kind]) =>
    button(words, () => { close(); act(); }, { class: `sheet-row ${kind || ""}` }));
  const close = sheet(screen, title, ...rows, button("ปิด", () => close(), { class: "sheet-row quiet" }));
}

export function callDialog(screen, number) {
  const close = sheet(screen, null,
    el("div", { class: "call" },
      el("p", { class: "call-icon" }, icon("phone")),
      el("p", { class: "call-number", text: number }),
      el("p", { class: "call-note", text: "โทรศัพท์จริงจะโทรออกไปหมายเลขนี้ (เครื่องจำลองไม่โทร)" }),
      button("วางสาย", () => close(), { class: "call-end" })));
}

export function askText(screen, title, value, act) {
  const input = el("textarea", { class: "sheet-input", rows: 4 });
  input.value = value;
  const close = sheet(screen, title, input,
    button("บันทึก", () => { if (input.value.trim()) { close(); act(input.value); } }, { class: "sheet-main" }),
    button("ยกเลิก", () => close(), { class: "sheet-row quiet" }));
}

export function askTime(screen, mode, bounds, act) {
  const type = { date: "date", time: "time", datetime: "datetime-local" }[mode];
  const input = el("input", { class: "sheet-input", type });
  const plain = (text) => (text || "").replace(/t/i, "T");
  if (bounds.initial) input.value = plain(bounds.initial);
  if (bounds.min) input.min = plain(bounds.min);
  if (bounds.max) input.max = plain(bounds.max);
  const close = sheet(screen, "เลือกวันเวลา", input,
    button("ตกลง", () => { if (input.value) { close(); act(input.value); } }, { class: "sheet-main" }),
    button("ยกเลิก", () => close(), { class: "sheet-row quiet" }));
}

export function say(screen, words) {
  const note = el("p", { class: "toast", role: "alert", text: words });
  screen.append(note);
  setTimeout(() => note.remove(), 4000);
}
