// One phone: whose it is, its chat list, its open chat, and what its lock screen says.

import { act, look, Refused } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { avatar, button, el, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { press } from "./press.js";
import { choices, say } from "./sheet.js";
import { bareHour, listTime } from "./time.js";

export class Phone {
  constructor(world, userId, chatId, onClose, onMove) {
    this.world = world;
    this.userId = userId;
    this.chatId = chatId;
    this.rooms = [];
    this.seen = new Map();
    this.onMove = onMove;
    this.clock = el("span", { class: "status-time" });
    this.body = el("div", { class: "phone-body" });
    this.notes = el("div", { class: "notifications", "aria-live": "polite" });
    this.screen = el("div", { class: "screen" },
      el("div", { class: "status" }, this.clock, el("span", { class: "status-words", text: "เครื่องจำลอง" })),
      this.body, this.notes);
    this.who = el("select", { class: "owner", "aria-label": "โทรศัพท์ของ", on: { change: () => this.#changeOwner() } });
    this.root = el("article", { class: "device" },
      el("div", { class: "device-head" }, this.who, iconButton("close", "เอาโทรศัพท์ออก", () => onClose(this), { class: "device-close" })),
      el("div", { class: "phone" }, this.screen));
    this.composer = new Composer(this);
    this.setWorld(world);
  }

  setWorld(world) {
    this.world = world;
    this.who.replaceChildren(...world.people.map((one) =>
      el("option", { value: one.user_id, text: `${one.name} · ${ROLES[one.role_hint] || one.role_hint}`, selected: one.user_id === this.userId })));
  }

  async start() {
    this.tick();
    await this.refreshRooms(true);
    if (this.chatId) await this.open(this.chatId);
    else this.openList();
  }

  tick() {
    this.clock.textContent = bareHour(new Date());
  }

  nameOf(userId) {
    return this.world.people.find((one) => one.user_id === userId)?.name || "ไม่ทราบชื่อ";
  }

  pictureOf(userId) {
    return this.world.people.find((one) => one.user_id === userId)?.picture;
  }

  #changeOwner() {
    this.userId = this.who.value;
    this.chatId = "";
    this.seen.clear();
    this.notes.replaceChildren();
    this.composer.quote(null);
    this.onMove();
    this.start();
  }

  async refreshRooms(isQuiet = false) {
    const owner = this.userId;
    const told = await look(`phones/${encodeURIComponent(owner)}`);
    if (owner !== this.userId) return;
    this.rooms = told.chats;
    for (const room of this.rooms) {
      const isOpen = room.id === this.chatId;
      const isNews = room.last_id > (this.seen.get(room.id)?.last || "") && room.last_sender !== owner && room.last_sender !== "notice";
      if (isQuiet || isOpen) this.seen.set(room.id, { last: room.last_id, unread: 0 });
      else if (isNews) this.#notify(room);
    }
    if (!this.chatId) this.#drawList();
  }

  #notify(room) {
    const unread = (this.seen.get(room.id)?.unread || 0) + 1;
    this.seen.set(room.id, { last: room.last_id, unread });
    const isBlocked = room.kind === "account" && room.tie === "blocked";
    if (isBlocked) return;
    const note = button("", () => { note.remove(); this.open(room.id); }, { class: "notification" });
    note.append(avatar(room.name, "", room.kind === "account" ? "bot" : "group"),
      el("span", { class: "note-words" }, el("b", { text: room.name }), el("span", { text: room.brief || "ข้อความใหม่" })));
    if (room.is_silent) note.append(icon("mute"));
    this.notes.prepend(note);
    while (this.notes.children.length > 2) this.notes.lastChild.remove();
    setTimeout(() => note.remove(), 7000);
  }

  openList() {
    this.chatId = "";
    this.onMove();
    this.#drawList();
    this.refreshRooms();
  }

  #drawList() {
    const rows = this.rooms.map((room) => {
      const unread = this.seen.get(room.id)?.unread || 0;
      const tie = room.kind === "account" && room.tie !== "friend" ? TIES[room.tie] : "";
      return el("button", { type: "button", class: "room", on: { click: () => this.open(room.id) } },
        avatar(room.name, "", room.kind === "account" ? "bot" : "group"),
        el("span", { class: "room-words" },
          el("b", { text: room.kind === "group" ? `${room.name} (${room.members})` : room.name }),
          el("span", { text: tie || room.brief })),
        el("span", { class: "room-side" },
          el("small", { text: room.at ? listTime(room.at, new Date()) : "" }),
          unread > 0 && el("span", { class: "badge", text: String(unread) })));
    });
    this.body.replaceChildren(el("div", { class: "rooms" }, el("h2", { text: "แชท" }), ...rows));
  }

  async open(chatId) {
    this.chatId = chatId;
    this.onMove();
    const room = this.rooms.find((one) => one.id === chatId);
    if (room) this.seen.set(chatId, { last: room.last_id, unread: 0 });
    this.chat = new Chat(this);
    this.body.replaceChildren(this.chat.root);
    await this.chat.refresh();
    this.#strangerBar(room);
  }

  #strangerBar(room) {
    this.body.querySelector(".stranger")?.remove();
    if (!room || room.kind !== "account" || room.tie === "friend") return;
    const words = room.tie === "blocked" ? "คุณบล็อกบัญชีนี้อยู่" : "ยังไม่ได้เพิ่มเป็นเพื่อน";
    this.chat.root.querySelector(".chat-head").after(el("div", { class: "stranger" }, el("span", { text: words }),
      button(room.tie === "blocked" ? "ปลดบล็อก" : "เพิ่มเพื่อน", () => this.#tie("follow", room), { class: "stranger-button" })));
  }

  async #tie(name, room) {
    await this.try(() => act(name, { person: this.userId, station: room.station }));
    await this.refreshRooms();
    this.#strangerBar(this.rooms.find((one) => one.id === room.id));
  }

  chatMenu() {
    const room = this.rooms.find((one) => one.id === this.chatId);
    if (!room) return;
    if (room.kind === "account") {
      choices(this.screen, room.name, [
        room.tie === "friend" ? ["บล็อก", () => this.#tie("block", room), "danger"] : null,
        room.tie !== "friend" && [room.tie === "blocked" ? "ปลดบล็อก" : "เพิ่มเพื่อน", () => this.#tie("follow", room)],
      ]);
      return;
    }
    const bots = this.world.channels.map((one) => ["เชิญ " + one.name, () => this.#move("invite", { group: room.id, station: one.station_code })]);
    const inside = this.world.groups.find((one) => one.group_id === room.id)?.members || [];
    const others = this.world.people.filter((one) => !inside.includes(one.user_id));
    choices(this.screen, room.name, [
      ["สมาชิก: " + inside.map((one) => this.nameOf(one)).join(", "), () => {}, "quiet"],
      ...others.slice(0, 6).map((one) => [`เพิ่ม ${one.name}`, () => this.#move("join", { group: room.id, person: one.user_id })]),
      ...(room.bot ? [["นำบัญชีทางการออกจากกลุ่ม", () => this.#move("remove", { group: room.id }), "danger"]] : bots),
      ["ออกจากกลุ่ม", () => this.#move("leave", { group: room.id, person: this.userId }).then(() => this.openList()), "danger"],
    ]);
  }

  #move(name, given) {
    return this.try(() => act(name, given));
  }

  toggleMenu() {
    this.chat.menu.hidden = !this.chat.menu.hidden;
    this.chat.refresh();
  }

  press(kind, given) {
    return press(this, kind, given);
  }

  act(name, given) {
    return this.try(() => act(name, { person: this.userId, chat: this.chatId, ...given }));
  }

  async try(doing) {
    try {
      return await doing();
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      say(this.screen, fault.message);
      return null;
    }
  }

  async changed(what) {
    const isAll = what.has("everything");
    if (isAll) this.seen.clear();
    const concerns = [...what].some((one) => one.startsWith("chat:") && (one.endsWith(this.userId) || !one.includes(":U")));
    const isSomething = concerns || isAll || what.has("people") || [...what].some((one) => one.startsWith("chat:"));
    if (!isSomething && !what.has("menus")) return;
    await this.refreshRooms(isAll);
    const isHere = isAll || what.has("menus") || what.has("people") || what.has(`chat:${this.chatId}`);
    if (this.chatId && isHere) await this.chat.refresh().catch(() => this.openList());
  }
}

const ROLES = { member: "สมาชิก", officer: "เจ้าหน้าที่", stranger: "คนนอก" };
const TIES = { stranger: "ยังไม่ได้เป็นเพื่อน", blocked: "บล็อกอยู่" };

