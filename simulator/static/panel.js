// The state of the network: how LINE is today, quota, webhooks, and what the bot asked.

import { ask, look } from "./api.js";
import { button, el } from "./dom.js";
import { exact } from "./time.js";

const MODES = [
  ["normal", "ปกติ", null],
  ["slow", "ช้า 3 วินาที", { kind: "slow", seconds: 3 }],
  ["status", "ล้มเหลว 500", { kind: "status", status: 500 }],
  ["rate", "429 ถี่เกินไป", { kind: "rate" }],
  ["monthly", "429 โควตาหมด", { kind: "monthly" }],
  ["drop_answer", "รับแล้วไม่ตอบ", { kind: "drop_answer" }],
  ["refuse", "ติดต่อไม่ได้", { kind: "refuse" }],
];
const SWITCHES = [
  ["redelivery", "ส่งเว็บฮุกซ้ำเมื่อบอตไม่รับ"],
  ["duplicate", "ส่งเว็บฮุกสองครั้ง"],
  ["shuffle", "สลับลำดับเว็บฮุก"],
];

export class Panel {
  constructor(root) {
    this.after = 0;
    this.modes = el("div", { class: "modes" });
    this.switches = el("div", { class: "switches" });
    this.accounts = el("div", { class: "accounts" });
    this.hooks = el("ol", { class: "log" });
    this.log = el("ol", { class: "log" });
    root.append(
      el("h2", { text: "เครือข่าย LINE" }),
      el("section", {}, el("h3", { text: "สภาพ LINE ตอนนี้" }), this.modes),
      el("section", {}, el("h3", { text: "โควตาข้อความเดือนนี้" }), this.accounts),
      el("section", {}, el("h3", { text: "เว็บฮุก" }), this.switches, this.hooks),
      el("section", {}, el("h3", { text: "คำขอจากบอต (Messaging API)" }), this.log),
      el("section", {}, el("h3", { text: "ผู้คน" }), this.#adder(),
        button("เริ่มใหม่ทั้งหมด", () => confirm("ล้างแชททั้งหมดในเครื่องจำลอง?") && ask("POST", "reset", {}), { class: "danger-button" })),
    );
    this.changed(new Set(["everything"]));
  }

  changed(what) {
    const all = what.has("everything");
    if (all) this.log.replaceChildren(), (this.after = 0);
    if (all || what.has("network") || what.has("people")) this.#network();
    if (all || what.has("calls")) this.#calls();
    if (all || what.has("webhooks")) this.#webhooks();
  }

  async #network() {
    this.#draw(await look("network"));
  }

  #draw(told) {
    const now = told.faults[0]?.kind || "normal";
    this.modes.replaceChildren(...MODES.map(([key, words, fault]) =>
      button(words, () => this.#set(fault), { class: `mode ${key === now ? "on" : ""}`, "aria-pressed": String(key === now) })));
    this.switches.replaceChildren(...SWITCHES.map(([key, words]) => {
      const box = el("input", { type: "checkbox", checked: told.switches[key], on: {
        change: () => ask("PUT", "switches", { [key]: box.checked }),
      } });
      return el("label", { class: "switch" }, box, el("span", { text: words }));
    }));
    this.accounts.replaceChildren(...told.channels.map((one) => this.#account(one)));
  }

  async #set(fault) {
    await ask("DELETE", "faults");
    if (fault) await ask("POST", "faults", fault);
  }

  #account(one) {
    const bar = el("progress", { max: one.limit || 1, value: one.limit ? Math.min(one.used, one.limit) : 0 });
    const limit = el("input", { type: "number", min: "0", class: "limit", "aria-label": "โควตา", value: one.limit === null ? "" : String(one.limit), placeholder: "ไม่จำกัด" });
    limit.addEventListener("change", () =>
      ask("PUT", `quota/${encodeURIComponent(one.station_code)}`, { limit: limit.value === "" ? null : Number(limit.value) }));
    return el("div", { class: "account" }, el("b", { text: one.name }),
      el("div", { class: "quota" }, bar, el("span", { text: `ใช้ ${one.used} จาก` }), limit),
      el("small", { text: one.webhook_url || "ยังไม่ได้ตั้งเว็บฮุก" }));
  }

  async #webhooks() {
    const told = await look("webhooks");
    this.hooks.replaceChildren(...told.slice(-6).reverse().map((one) =>
      el("li", { class: one.reason === "OK" ? "good" : "bad" },
        el("code", { text: one.types.join(", ") || "(ว่าง)" }),
        el("span", { text: `${one.reason} ${one.status ?? ""}${one.attempt ? ` · ครั้งที่ ${one.attempt + 1}` : ""}` }))));
  }

  async #calls() {
    const told = await look(`calls?after=${this.after}&limit=60`);
    for (const one of told) {
      if (one.number <= this.after) continue;
      this.after = one.number;
      this.log.prepend(this.#call(one));
    }
    while (this.log.children.length > 60) this.log.lastChild.remove();
    this.#network();
  }

  #call(one) {
    const isGood = one.status < 300 || one.status === 409;
    const details = el("details", {},
      el("summary", {}, el("time", { text: exact(one.at) }), el("code", { text: one.endpoint }),
        el("b", { text: one.is_answered ? String(one.status) : "ไม่ตอบ" })));
    details.addEventListener("toggle", () => {
      if (details.children.length > 1) return;
      const words = [`${one.method} ${one.path}`, one.message, one.retry_key && `retry key ${one.retry_key}`,
        `request id ${one.request_id}`, one.body && JSON.stringify(one.body, null, 1)];
      details.append(el("pre", { text: words.filter(Boolean).join("\n") }));
    });
    return el("li", { class: isGood && one.is_answered ? "good" : "bad" }, details);
  }

  #adder() {
    const name = el("input", { class: "limit", placeholder: "ชื่อคนใหม่", "aria-label": "ชื่อคนใหม่" });
    const add = () => {
      if (!name.value.trim()) return;
      ask("POST", "people", { name: name.value.trim(), befriended: false, role_hint: "stranger" });
      name.value = "";
    };
    return el("div", { class: "adder" }, name, button("เพิ่มคน", add, { class: "mode" }));
  }
}
