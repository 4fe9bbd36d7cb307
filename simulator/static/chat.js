// One open chat on a phone.

import { look, menuPicture } from "./api.js";
import { bubble, quickReplies } from "./bubble.js";
import { el, iconButton } from "./dom.js";
import { dayKey, dayName } from "./time.js";

export class Chat {
  constructor(phone) {
    this.phone = phone;
    this.drawn = new Map();
    this.title = el("div", { class: "chat-title" });
    this.list = el("div", { class: "messages", role: "log", "aria-live": "polite", tabindex: "0" });
    this.chips = el("div", { class: "chips" });
    this.isAtEnd = true;
    this.list.addEventListener("scroll", () => {
      this.isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    });
    // Pictures come later than their messages; whoever reads the end stays at the end.
    this.list.addEventListener("load", () => this.isAtEnd && this.#toEnd(), true);
    new ResizeObserver(() => this.isAtEnd && this.#toEnd()).observe(this.list);
    this.menu = el("div", { class: "rich-menu", hidden: true });
    this.root = el("div", { class: "chat" },
      el("div", { class: "chat-head" },
        iconButton("back", "กลับ", () => phone.openList(), { class: "head-button" }),
        this.title,
        iconButton("menu", "เมนู", () => phone.chatMenu(), { class: "head-button" })),
      this.list, this.chips, phone.composer.root, this.menu);
  }

  async refresh() {
    const id = this.phone.chatId;
    const told = await look(`chats/${encodeURIComponent(id)}?as=${encodeURIComponent(this.phone.userId)}`);
    if (id !== this.phone.chatId) return;
    this.#head(told);
    this.#messages(told);
    this.#chips(told);
    this.#menu(told.menu);
  }

  #head(told) {
    const room = this.phone.rooms.find((one) => one.id === told.id);
    const count = told.kind === "group" ? ` (${told.members.length + (told.bot ? 1 : 0)})` : "";
    this.title.textContent = (room?.name || "") + count;
    this.phone.room = room;
  }

  #messages(told) {
    const before = new Map(this.drawn);
    const wanted = [];
    let day = "";
    for (const one of told.bubbles) {
      if (dayKey(one.at) !== day) {
        day = dayKey(one.at);
        wanted.push(this.#keep(`day ${day}`, "", () => el("div", { class: "notice day", text: dayName(one.at, new Date()) })));
      }
      const mark = JSON.stringify([one.content, one.is_unsent, one.is_edited, one.is_read]);
      const facts = { picture: this.phone.pictureOf(one.sender), isGroup: told.kind === "group" };
      wanted.push(this.#keep(one.id, mark, () => bubble(this.phone, one, facts)));
    }
    if (told.is_loading) wanted.push(this.#keep("loading", "", () => el("div", { class: "row theirs" }, el("div", { class: "balloon loading", text: "• • •" }))));
    this.#place(wanted);
    for (const key of before.keys()) if (!wanted.some((one) => one.key === key)) this.drawn.delete(key);
    const grew = told.bubbles.length && !before.has(told.bubbles.at(-1).id);
    const isOwn = told.bubbles.at(-1)?.is_mine;
    if (this.isAtEnd || (grew && isOwn)) this.#toEnd();
  }

  #toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.isAtEnd = true;
  }

  #keep(key, mark, draw) {
    const known = this.drawn.get(key);
    if (known?.mark === mark) return known;
    const made = { key, mark, node: draw() };
    this.drawn.set(key, made);
    return made;
  }

  #place(wanted) {
    wanted.forEach(({ node }, n) => {
      if (this.list.children[n] !== node) this.list.insertBefore(node, this.list.children[n] || null);
    });
    while (this.list.children.length > wanted.length) this.list.lastChild.remove();
  }

  #chips(told) {
    const offered = told.bubbles.find((one) => one.id === told.offer);
    if (this.chips.dataset.offer === (told.offer || "")) return;
    this.chips.dataset.offer = told.offer || "";
    this.chips.replaceChildren(...(offered ? quickReplies(this.phone, offered) : []));
    if (this.isAtEnd) this.#toEnd();
  }

  #menu(menu) {
    const toggle = this.phone.composer.menuToggle;
    toggle.hidden = !menu;
    if (!menu) {
      this.menu.hidden = true;
      return;
    }
    if (this.menu.dataset.id !== menu.id) {
      this.menu.dataset.id = menu.id;
      this.menu.hidden = !menu.selected;
      this.#drawMenu(menu);
    }
    toggle.textContent = `${menu.chatBarText} ${this.menu.hidden ? "▴" : "▾"}`;
  }

  #drawMenu(menu) {
    const { width, height } = menu.size;
    const areas = menu.areas.map((area, n) => {
      const spot = el("button", { type: "button", class: "menu-area", "aria-label": area.action.label || `ปุ่มที่ ${n + 1}`, on: {
        click: () => this.phone.press("menu", { area: n }),
      } });
      spot.style.left = `${(area.bounds.x / width) * 100}%`;
      spot.style.top = `${(area.bounds.y / height) * 100}%`;
      spot.style.width = `${(area.bounds.width / width) * 100}%`;
      spot.style.height = `${(area.bounds.height / height) * 100}%`;
      return spot;
    });
    this.menu.replaceChildren(el("img", { src: menuPicture(menu.station, menu.id), alt: menu.name }), ...areas);
  }
}
