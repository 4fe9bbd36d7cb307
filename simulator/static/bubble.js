// Draws one message of a chat.

import { media, preview } from "./api.js";
import { avatar, button, el } from "./dom.js";
import { flex } from "./flex.js";
import { icon } from "./icons.js";
import { choices, askText } from "./sheet.js";
import { stickerWords } from "./stickers.js";
import { template } from "./template.js";
import { hour } from "./time.js";

const HOLD = 500;

export function bubble(phone, one, facts) {
  if (one.sender === "notice") return el("div", { class: "notice", text: one.content.text });
  if (one.is_unsent) {
    const who = one.is_mine ? "คุณ" : one.name;
    return el("div", { class: "notice", text: `${who} ยกเลิกข้อความแล้ว` });
  }
  const inside = body(phone, one);
  const wide = ["flex", "template"].includes(one.content.type);
  const row = el("div", { class: `row ${one.is_mine ? "mine" : "theirs"} ${wide ? "wide" : ""}`, data: { id: one.id } },
    !one.is_mine && avatar(one.name, facts.picture, one.sender === "bot" ? "bot" : "person"),
    el("div", { class: "stack" },
      !one.is_mine && el("div", { class: "who", text: one.name }),
      el("div", { class: "line" }, inside, stamp(one))));
  holdFor(inside, () => menu(phone, one, facts));
  return row;
}

function stamp(one) {
  return el("div", { class: "stamp" },
    one.is_edited && el("span", { text: "แก้ไขแล้ว" }),
    one.is_mine && one.is_read && el("span", { text: "อ่านแล้ว" }),
    el("span", { text: hour(one.at), title: one.via === "person" ? "" : `${one.via} ${one.request_id || ""}` }));
}

const BODIES = {
  text: said, textV2: mentioned, image: picture, video: film, audio: voice, file: paper,
  location: place, sticker,
};

function body(phone, one) {
  const tap = (path) => phone.press("press", { message: one.id, path });
  const kind = one.content.type;
  if (kind === "flex") return flex(one.content, tap);
  if (kind === "template") return template(one.content, tap);
  return (BODIES[kind] || other)(one, phone);
}

const balloon = (one, ...inside) =>
  el("div", { class: "balloon" }, one.quoted && quoted(one.quoted), ...inside);

function quoted(of) {
  return el("div", { class: "quoted" }, el("b", { text: of.name }), el("span", { text: of.brief }));
}

function said(one) {
  return balloon(one, el("div", { class: "words" }, linked(one.content.text, mentions(one.content))));
}

function mentions(content) {
  return (content.mention?.mentionees || []).map((who) => [who.index, who.index + who.length]);
}

function linked(text, marks) {
  const parts = [];
  let at = 0;
  const links = [...text.matchAll(/https?:\/\/[^\s<>"]+/g)].map((hit) => [hit.index, hit.index + hit[0].length, "link"]);
  const spots = [...links, ...marks.map(([from, to]) => [from, to, "mention"])].sort((a, b) => a[0] - b[0]);
  for (const [from, to, kind] of spots) {
    if (from < at) continue;
    const words = text.slice(from, to);
    parts.push(text.slice(at, from));
    parts.push(kind === "link"
      ? el("a", { href: words, text: words, target: "_blank", rel: "noopener noreferrer" })
      : el("span", { class: "mention", text: words }));
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}

function mentioned(one, phone) {
  const words = one.content.text.replace(/\{\{|\}\}|\{(\w+)\}/g, (hit, key) => {
    if (!key) return hit[0];
    const what = one.content.substitution?.[key];
    if (what?.type !== "mention") return "☺";
    return what.mentionee.type === "all" ? "@ทุกคน" : `@${phone.nameOf(what.mentionee.userId)}`;
  });
  return balloon(one, el("div", { class: "words", text: words }));
}

function picture(one) {
  const own = one.sender !== "bot";
  const small = own ? preview(one.id) : one.content.previewImageUrl;
  const full = own ? media(one.id) : one.content.originalContentUrl;
  return el("a", { class: "picture", href: full, target: "_blank", rel: "noopener noreferrer" },
    el("img", { src: small, alt: "รูปภาพ", loading: "lazy" }));
}

function film(one) {
  const own = one.sender !== "bot";
  const src = own ? media(one.id) : one.content.originalContentUrl;
  const poster = own ? preview(one.id) : one.content.previewImageUrl;
  return el("video", { class: "film", src, controls: true, preload: "none", poster });
}

function voice(one) {
  const length = one.content.duration ? `${Math.round(one.content.duration / 1000)} วินาที` : "";
  return balloon(one, el("div", { class: "voice" }, icon("voice"), el("span", { text: `ข้อความเสียง ${length}` })),
    el("audio", { src: media(one.id), controls: true, preload: "none" }));
}

function paper(one) {
  const size = one.content.fileSize;
  const words = size >= 1048576 ? `${(size / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1024))} KB`;
  return el("a", { class: "balloon paper", href: media(one.id), download: one.content.fileName }, icon("file"),
    el("span", {}, el("b", { text: one.content.fileName }), el("small", { text: words })));
}

function place(one) {
  const { latitude, longitude, title, address } = one.content;
  return el("div", { class: "balloon place" }, el("div", { class: "place-map" }, icon("place")),
    el("div", { class: "place-words" },
      el("b", { text: title || "ตำแหน่ง" }),
      el("span", { text: address || "" }),
      el("small", { text: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` })));
}

function sticker(one) {
  return el("div", { class: "sticker", role: "img", "aria-label": "สติกเกอร์", text: stickerWords(one.content) });
}

const other = (one) => balloon(one, el("div", { class: "words", text: one.brief || `[${one.content.type}]` }));

function holdFor(target, act) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  target.addEventListener("pointerdown", (event) => {
    if (event.button === 0) timer = setTimeout(act, HOLD);
  });
  for (const kind of ["pointerup", "pointerleave", "pointercancel"]) target.addEventListener(kind, stop);
  target.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    stop();
    act();
  });
}

function menu(phone, one, facts) {
  const canQuote = ["text", "textV2", "image", "video", "sticker", "flex", "template"].includes(one.content.type);
  const text = one.content.text || one.content.altText;
  choices(phone.screen, one.brief.slice(0, 60), [
    canQuote && ["ตอบกลับ", () => phone.composer.quote(one)],
    one.is_mine && facts.isGroup && one.content.type === "text" && ["แก้ไข", () =>
      askText(phone.screen, "แก้ไขข้อความ", one.content.text, (words) => phone.act("edit", { message: one.id, text: words }))],
    one.is_mine && ["ยกเลิกการส่ง", () => phone.act("unsend", { message: one.id }), "danger"],
    text && ["คัดลอก", () => navigator.clipboard?.writeText(text)],
  ]);
}

export function quickReplies(phone, one) {
  return (one.content.quickReply?.items || []).map((item, n) =>
    button(item.action.label, () => phone.press("tap", { path: `quickReply.items.${n}.action` }), { class: "chip" }));
}
