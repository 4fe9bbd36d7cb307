// A plain map to choose a place on: known places, a grid to click, or coordinates.

import { button, el } from "./dom.js";
import { sheet, say } from "./sheet.js";

const KNOWN = [
  { title: "สน.โคกคราม", latitude: 13.8721, longitude: 100.6218 },
  { title: "นอกเขต (สนามหลวง)", latitude: 13.7552, longitude: 100.4931 },
];
const SPAN = 0.06;

export function placePicker(phone, choose) {
  const places = phone.world.places.length ? phone.world.places : KNOWN;
  const centre = places[0];
  let { latitude, longitude } = centre;
  const pin = el("span", { class: "map-pin" });
  const field = (name, value) => el("input", { class: "sheet-input", type: "number", step: "any", "aria-label": name, value: String(value) });
  const lat = field("ละติจูด", latitude);
  const lon = field("ลองจิจูด", longitude);
  const map = el("div", { class: "map", title: "คลิกเพื่อปักหมุด" }, ...streets(), pin);
  const show = () => {
    pin.style.left = `${50 + ((longitude - centre.longitude) / SPAN) * 100}%`;
    pin.style.top = `${50 - ((latitude - centre.latitude) / SPAN) * 100}%`;
  };
  map.addEventListener("click", (event) => {
    const frame = map.getBoundingClientRect();
    longitude = centre.longitude + ((event.clientX - frame.left) / frame.width - 0.5) * SPAN;
    latitude = centre.latitude - ((event.clientY - frame.top) / frame.height - 0.5) * SPAN;
    lat.value = latitude.toFixed(5);
    lon.value = longitude.toFixed(5);
    show();
  });
  for (const input of [lat, lon]) input.addEventListener("input", () => {
    latitude = Number(lat.value);
    longitude = Number(lon.value);
    show();
  });
  const send = (title) => {
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return say(phone.screen, "พิกัดไม่ถูกต้อง");
    close();
    return choose({ latitude, longitude, title });
  };
  const presets = places.map((one) => button(one.title, () => {
    ({ latitude, longitude } = one);
    send(one.title);
  }, { class: "preset" }));
  const close = sheet(phone.screen, "ส่งตำแหน่ง", map,
    el("div", { class: "pair" }, lat, lon),
    button("ส่งตำแหน่งนี้", () => send("ตำแหน่งที่ปักหมุด"), { class: "sheet-main" }),
    el("div", { class: "presets" }, ...presets));
  show();
}

function streets() {
  return [18, 46, 71, 88].flatMap((at, n) => {
    const across = el("i", { class: "street across" });
    const down = el("i", { class: "street down" });
    across.style.top = `${at}%`;
    down.style.left = `${(at + n * 7) % 97}%`;
    return [across, down];
  });
}
