// Draws template messages.

import { button, el } from "./dom.js";

const row = (action, path, tap) => button(action.label || "", () => tap(path), { class: "template-button" });

const rows = (actions, path, tap) =>
  (actions || []).map((action, n) => row(action, `${path}.actions.${n}`, tap));

function column(given, path, tap) {
  return el("div", { class: "template" },
    given.thumbnailImageUrl && el("img", { class: "template-picture", src: given.thumbnailImageUrl, alt: "" }),
    given.title && el("b", { class: "template-title", text: given.title }),
    el("p", { class: "template-text", text: given.text || "" }),
    ...rows(given.actions, path, tap));
}

export function template(content, tap) {
  const given = content.template;
  if (given.type === "confirm") {
    return el("div", { class: "template" }, el("p", { class: "template-text", text: given.text }),
      el("div", { class: "template-pair" }, ...rows(given.actions, "template", tap)));
  }
  if (given.type === "carousel" || given.type === "image_carousel") {
    const columns = given.columns.map((one, n) => {
      const path = `template.columns.${n}`;
      return one.imageUrl
        ? el("div", { class: "template" }, el("img", { class: "template-picture", src: one.imageUrl, alt: "" }), row(one.action, `${path}.action`, tap))
        : column(one, path, tap);
    });
    return el("div", { class: "flex-carousel", tabindex: "0" }, ...columns);
  }
  return column(given, "template", tap);
}
