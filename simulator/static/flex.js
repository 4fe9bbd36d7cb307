// Draws Flex Messages as a phone does.

import { el } from "./dom.js";

const TEXT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const IMAGE = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220, full: "100%" };
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const ALIGN = { start: "left", end: "right", center: "center" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
const COLOUR = /^#[0-9a-f]{6}([0-9a-f]{2})?$/i;

const length = (value, table) => {
  if (value === undefined || value === null) return "";
  if (value in table) return typeof table[value] === "number" ? `${table[value]}px` : table[value];
  return /^-?[\d.]+(px|%)$/.test(value) ? value : "";
};
const space = (value) => length(value, SPACE);
const colour = (value) => (COLOUR.test(value || "") ? value : "");

export function flex(content, tap) {
  const container = content.contents;
  if (container.type === "carousel") {
    const bubbles = container.contents.map((one, n) => bubble(one, `contents.contents.${n}`, tap));
    return el("div", { class: "flex-carousel", tabindex: "0" }, ...bubbles);
  }
  return bubble(container, "contents", tap);
}

function bubble(given, path, tap) {
  const made = el("div", { class: `flex-bubble flex-${given.size || "mega"}`, dir: given.direction || "ltr" });
  for (const name of ["header", "hero", "body", "footer"]) {
    if (!given[name]) continue;
    const style = given.styles?.[name] || {};
    const block = el("div", { class: `flex-block flex-${name}` }, part(given[name], `${path}.${name}`, tap, "vertical"));
    block.style.backgroundColor = colour(style.backgroundColor);
    if (style.separator) block.style.borderTop = `1px solid ${colour(style.separatorColor) || "#d4d6da"}`;
    if (given[name].type === "box" && name !== "hero") pad(block, given[name]);
    made.append(block);
  }
  tappable(made, given.action, `${path}.action`, tap);
  return made;
}

function pad(block, box) {
  const own = ["paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"];
  if (own.some((name) => box[name] !== undefined)) block.classList.add("flex-own-padding");
}

const PARTS = { box, text, button, image, icon, separator, filler, span, video };

function part(given, path, tap, layout) {
  const made = (PARTS[given.type] || unknown)(given, path, tap, layout);
  made.classList.add("flex-part");
  offsets(made, given);
  return made;
}

const unknown = (given) => el("span", { text: `[${given.type}]` });

function offsets(made, given) {
  if (given.position === "absolute") made.style.position = "absolute";
  else made.style.position = "relative";
  const sides = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "left", offsetEnd: "right" };
  for (const [name, side] of Object.entries(sides)) {
    if (given[name] !== undefined) made.style[side] = space(given[name]);
  }
}

function grow(made, given, layout) {
  const share = given.flex ?? (layout === "vertical" ? 0 : given.type === "icon" || given.width ? 0 : 1);
  made.style.flex = share > 0 ? `${share} ${share} 0` : "0 0 auto";
  if (share > 0 && layout === "vertical") made.style.flexBasis = "auto";
}

function box(given, path, tap) {
  const made = el("div", { class: `flex-box flex-${given.layout}` });
  const style = made.style;
  style.backgroundColor = colour(given.backgroundColor);
  style.borderRadius = space(given.cornerRadius);
  if (given.cornerRadius) style.overflow = "hidden";
  if (given.borderWidth) style.border = `${length(given.borderWidth, BORDER)} solid ${colour(given.borderColor) || "#d4d6da"}`;
  for (const name of ["width", "height", "maxWidth", "maxHeight"]) style[name] = space(given[name]);
  const paddings = { paddingAll: "padding", paddingTop: "paddingTop", paddingBottom: "paddingBottom", paddingStart: "paddingLeft", paddingEnd: "paddingRight" };
  for (const [name, side] of Object.entries(paddings)) if (given[name] !== undefined) style[side] = space(given[name]);
  style.justifyContent = given.justifyContent || "";
  style.alignItems = given.alignItems || "";
  gradient(made, given.background);
  (given.contents || []).forEach((one, n) => {
    const child = part(one, `${path}.contents.${n}`, tap, given.layout);
    grow(child, one, given.layout);
    const gap = one.margin ?? (n > 0 ? given.spacing : undefined);
    if (gap) child.style[given.layout === "vertical" ? "marginTop" : "marginLeft"] = space(gap);
    made.append(child);
  });
  tappable(made, given.action, `${path}.action`, tap);
  return made;
}

function gradient(made, given) {
  if (given?.type !== "linearGradient" || !/^[\d.]+deg$/.test(given.angle)) return;
  const stops = [given.startColor, given.centerColor, given.endColor].filter(colour);
  if (stops.length > 1) made.style.backgroundImage = `linear-gradient(${given.angle}, ${stops.join(", ")})`;
}

function letters(made, given) {
  const style = made.style;
  if (given.size) style.fontSize = length(given.size, TEXT);
  style.color = colour(given.color);
  if (given.weight === "bold") style.fontWeight = "700";
  if (given.style === "italic") style.fontStyle = "italic";
  if (given.decoration && given.decoration !== "none") style.textDecoration = given.decoration;
}

function text(given, path, tap, layout) {
  const made = el("div", { class: `flex-text ${given.wrap ? "flex-wrap" : ""}` });
  if (given.contents?.length) given.contents.forEach((one) => made.append(span(one)));
  else made.textContent = given.text || "";
  letters(made, given);
  made.style.textAlign = ALIGN[given.align] || "";
  if (given.gravity && layout === "horizontal") made.style.alignSelf = GRAVITY[given.gravity];
  if (given.maxLines > 0 && given.wrap) {
    made.classList.add("flex-clamp");
    made.style.webkitLineClamp = String(given.maxLines);
  }
  if (given.lineSpacing) made.style.lineHeight = `calc(1.4em + ${length(given.lineSpacing, {})})`;
  tappable(made, given.action, `${path}.action`, tap);
  return made;
}

function span(given) {
  const made = el("span", { text: given.text || "" });
  letters(made, given);
  return made;
}

function button(given, path, tap) {
  const style = given.style || "link";
  const words = given.action?.label || "";
  const made = el("button", { type: "button", class: `flex-button flex-${style} ${given.height === "sm" ? "flex-short" : ""}`, text: words });
  if (given.color) made.style[style === "link" ? "color" : "backgroundColor"] = colour(given.color);
  made.addEventListener("click", () => tap(`${path}.action`));
  return made;
}

function image(given, path, tap) {
  const made = el("div", { class: "flex-image" });
  const [across, down] = (given.aspectRatio || "1:1").split(":").map(Number);
  made.style.width = length(given.size || "md", IMAGE);
  made.style.aspectRatio = `${across} / ${down}`;
  made.style.backgroundColor = colour(given.backgroundColor);
  made.style.alignSelf = { start: "flex-start", end: "flex-end" }[given.align] || "center";
  const picture = el("img", { src: given.url, alt: "", loading: "lazy" });
  picture.style.objectFit = given.aspectMode === "cover" ? "cover" : "contain";
  picture.addEventListener("error", () => made.classList.add("flex-missing"));
  made.append(picture);
  tappable(made, given.action, `${path}.action`, tap);
  return made;
}

function icon(given) {
  const made = el("img", { class: "flex-icon", src: given.url, alt: "" });
  made.style.height = length(given.size || "md", TEXT);
  return made;
}

function separator(given, _path, _tap, layout) {
  const made = el("div", { class: layout === "vertical" ? "flex-rule" : "flex-rule-upright" });
  made.style.backgroundColor = colour(given.color);
  return made;
}

function filler() {
  return el("div", { class: "flex-filler" });
}

function video() {
  return el("div", { class: "flex-video", text: "▶" });
}

function tappable(made, action, path, tap) {
  if (!action) return;
  made.classList.add("flex-tappable");
  made.tabIndex = 0;
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    tap(path);
  });
}
