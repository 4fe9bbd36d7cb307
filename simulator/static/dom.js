// Builds elements; every text goes in as text, never as markup.

import { icon } from "./icons.js";

export function el(tag, facts = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "on") for (const [kind, act] of Object.entries(value)) made.addEventListener(kind, act);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

export function button(words, act, facts = {}) {
  return el("button", { type: "button", text: words, on: { click: act }, ...facts });
}

export function iconButton(name, words, act, facts = {}) {
  return el("button", { type: "button", "aria-label": words, title: words, on: { click: act }, ...facts }, icon(name));
}

const COLOURS = ["#5b7db1", "#b1715b", "#5ba08a", "#8a5bb1", "#b15b7d", "#7a9a3f", "#c08a2e", "#4f8fa8"];

function initial(name) {
  const bare = name.replace(/^(สน\.|สภ\.|[ก-ฮ]\.[ก-ฮ]\.([ก-ฮ]\.)?|นาย|นางสาว|นาง|ลุง|ป้า|พี่|น้อง|ผู้ใหญ่)\s*/, "");
  // A Thai name may begin with a vowel that means nothing alone; its consonant follows.
  return [...bare.replace(/^[\u0e40-\u0e44]/, "")][0] || "?";
}

export function avatar(name, picture, kind = "person") {
  const made = el("span", { class: `avatar ${kind}`, "aria-hidden": "true" });
  if (picture && !picture.startsWith("#")) made.textContent = picture;
  else if (kind === "person") made.textContent = initial(name);
  else made.append(icon(kind === "bot" ? "eye" : "people"));
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  if (kind === "bot") made.style.backgroundColor = "#b5822b";
  else made.style.backgroundColor = picture?.startsWith("#") ? picture : COLOURS[sum % COLOURS.length];
  return made;
}
