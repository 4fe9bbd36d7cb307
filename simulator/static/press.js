// Does what a tapped button, quick reply or menu area says.

import { act, Refused } from "./api.js";
import { callDialog, askTime, say } from "./sheet.js";

export async function press(phone, kind, given) {
  const body = { person: phone.userId, chat: phone.chatId, ...given };
  let effect;
  try {
    effect = await act(kind, body);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    say(phone.screen, fault.message);
    return;
  }
  follow(phone, effect, kind, given);
}

function follow(phone, effect, kind, given) {
  if (effect.uri) open(phone, effect.uri);
  if (effect.text && effect.did === "copy") copy(phone, effect.text);
  if (effect.fill) phone.composer.fill(effect.fill);
  if (effect.needs === "location") phone.composer.pickPlace();
  if (effect.needs === "camera" || effect.needs === "cameraRoll") phone.composer.pickFiles("image/*");
  if (["date", "time", "datetime"].includes(effect.needs)) {
    askTime(phone.screen, effect.needs, effect, (value) => press(phone, kind, { ...given, [effect.needs]: value }));
  }
}

// LINE opens an account's chat by these, on this very phone, with words ready to be sent.
const ACCOUNT = /^https:\/\/line\.me\/R\/(?:oaMessage|ti\/p)\/([^/?]+)\/?(?:\?(.*))?$/i;

function open(phone, uri) {
  const account = ACCOUNT.exec(uri);
  if (account && openAccount(phone, account[1], account[2] || "")) return;
  if (uri.startsWith("tel:")) callDialog(phone.screen, uri.slice(4));
  else if (/^https?:/i.test(uri)) window.open(uri, "_blank", "noopener,noreferrer");
  else say(phone.screen, `LINE จะเปิด ${uri}`);
}

function openAccount(phone, account, words) {
  const channel = phone.world.channels.find((one) => one.basic_id === decodeURIComponent(account));
  const room = phone.rooms.find((one) => one.kind === "account" && one.station === channel?.station_code);
  if (!room) return false;
  phone.open(room.id).then(() => words && phone.composer.fill(decodeURIComponent(words)));
  return true;
}

async function copy(phone, text) {
  await navigator.clipboard?.writeText(text).catch(() => {});
  say(phone.screen, "คัดลอกแล้ว");
}
