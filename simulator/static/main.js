// Puts the phones side by side and keeps them up to date.

import { look } from "./api.js";
import { listen, onChange } from "./live.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";

const KEPT = "simulator.phones";
const MOST = 6;
const place = document.getElementById("phones");
const phones = [];
let world;

const keep = () =>
  sessionStorage.setItem(KEPT, JSON.stringify(phones.map((one) => [one.userId, one.chatId])));

function kept() {
  try {
    const rows = JSON.parse(sessionStorage.getItem(KEPT)) || [];
    return rows.filter(([userId]) => world.people.some((one) => one.user_id === userId));
  } catch {
    return [];
  }
}

function first() {
  const code = world.channels[0]?.station_code;
  const member = world.people.find((one) => one.role_hint === "member") || world.people[0];
  const officer = world.people.find((one) => one.role_hint === "officer") || world.people[1];
  const group = world.groups.find((one) => one.members.length);
  const inGroup = group && (group.members.find((id) => id !== member?.user_id && id !== officer?.user_id) || group.members[0]);
  return [
    member && [member.user_id, code ? `${code}:${member.user_id}` : ""],
    officer && [officer.user_id, code ? `${code}:${officer.user_id}` : ""],
    group && innerWidth > 1350 && [inGroup, group.group_id],
  ].filter(Boolean);
}

function add(userId, chatId) {
  if (phones.length >= MOST) return;
  const phone = new Phone(world, userId, chatId, remove, keep);
  phones.push(phone);
  place.append(phone.root);
  phone.start();
  keep();
}

function remove(phone) {
  phones.splice(phones.indexOf(phone), 1);
  phone.root.remove();
  keep();
}

function addNext() {
  const shown = new Set(phones.map((one) => one.userId));
  const next = world.people.find((one) => !shown.has(one.user_id)) || world.people[0];
  if (next) add(next.user_id, "");
  place.lastElementChild?.scrollIntoView({ behavior: "smooth", inline: "end", block: "nearest" });
}

async function reload() {
  world = await look("world");
  for (const phone of phones) phone.setWorld(world);
}

async function start() {
  world = await look("world");
  const panel = new Panel(document.getElementById("panel"));
  const rows = kept();
  for (const [userId, chatId] of rows.length ? rows : first()) add(userId, chatId);
  const toggle = document.getElementById("toggle-panel");
  const show = (isOpen) => {
    document.body.classList.toggle("no-panel", !isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
  };
  toggle.addEventListener("click", () => show(document.body.classList.contains("no-panel")));
  show(innerWidth > 1000);
  document.getElementById("add-phone").addEventListener("click", addNext);
  onChange(async (what) => {
    if (what.has("people") || what.has("everything")) await reload();
    for (const phone of phones) phone.changed(what);
    panel.changed(what);
  });
  listen(world.last);
  setInterval(() => phones.forEach((one) => one.tick()), 15000);
}

start();
