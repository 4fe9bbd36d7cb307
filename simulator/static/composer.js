// The bar at the bottom of a chat: words, attachments, stickers, places.

import { ask } from "./api.js";
import { button, el, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { placePicker } from "./map.js";
import { sheet } from "./sheet.js";
import { STICKERS } from "./stickers.js";


export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.quoted = null;
    this.input = el("textarea", { class: "words-in", rows: 1, placeholder: "ข้อความ", "aria-label": "ข้อความ", on: {
      keydown: (event) => this.#keys(event),
      input: () => this.#fit(),
    } });
    this.menuToggle = button("", () => phone.toggleMenu(), { class: "menu-name", hidden: true });
    this.quoteBar = el("div", { class: "quote-bar", hidden: true });
    this.root = el("div", { class: "composer" }, this.quoteBar,
      el("div", { class: "bar" },
        iconButton("plus", "แนบ", () => this.attach(), { class: "bar-button" }),
        this.input,
        iconButton("smile", "สติกเกอร์", () => this.stickers(), { class: "bar-button" }),
        iconButton("send", "ส่ง", () => this.send(), { class: "bar-button send" })),
      this.menuToggle);
  }

  #keys(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 96)}px`;
  }

  fill(words) {
    this.input.value = words;
    this.#fit();
    this.input.focus();
  }

  async send() {
    const text = this.input.value;
    if (!text.trim()) return;
    const quote = this.quoted?.id;
    this.fill("");
    this.quote(null);
    await this.phone.act("text", quote ? { text, quote } : { text });
  }

  quote(one) {
    this.quoted = one;
    this.quoteBar.hidden = !one;
    this.quoteBar.replaceChildren();
    if (!one) return;
    this.quoteBar.append(
      el("span", { class: "quote-words" }, el("b", { text: one.name }), el("span", { text: one.brief })),
      iconButton("close", "เลิกตอบกลับ", () => this.quote(null), { class: "bar-button" }));
    this.input.focus();
  }

  attach() {
    const options = [
      ["image", "รูปภาพ", () => this.pickFiles("image/*")],
      ["sample", "ภาพตัวอย่าง", () => this.phone.act("photo", {})],
      ["video", "วิดีโอ", () => this.pickFiles("video/*")],
      ["voice", "เสียง", () => this.pickFiles("audio/*")],
      ["file", "ไฟล์", () => this.pickFiles("", "file")],
      ["place", "ตำแหน่ง", () => this.pickPlace()],
    ];
    const tiles = options.map(([name, words, act]) =>
      el("button", { type: "button", class: "tile", on: { click: () => { close(); act(); } } }, icon(name), el("span", { text: words })));
    const close = sheet(this.phone.screen, "แนบ", el("div", { class: "tiles" }, ...tiles));
  }

  stickers() {
    const faces = STICKERS.map(([stickerId, words]) =>
      el("button", { type: "button", class: "face", on: { click: () => { close(); this.phone.act("sticker", { stickerId, keywords: [words] }); } } },
        el("span", { class: "sticker", text: words })));
    const close = sheet(this.phone.screen, "สติกเกอร์", el("div", { class: "faces" }, ...faces));
  }

  pickFiles(accept, kind = "") {
    const input = el("input", { type: "file", accept, multiple: true });
    input.addEventListener("change", () => this.#upload([...input.files], kind));
    input.click();
  }

  async #upload(files, kind) {
    if (!files.length) return;
    const form = new FormData();
    form.set("person", this.phone.userId);
    form.set("chat", this.phone.chatId);
    if (kind) form.set("kind", kind);
    for (const file of files) form.append("file", file);
    await this.phone.try(() => ask("POST", "uploads", form));
  }

  pickPlace() {
    placePicker(this.phone, (place) => this.phone.act("location", place));
  }
}
