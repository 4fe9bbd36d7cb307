// Speaks to the control API.

const base = document.body.dataset.base;

export class Refused extends Error {}

export async function ask(method, path, body) {
  const given = { method, headers: {} };
  if (body instanceof FormData) given.body = body;
  else if (body !== undefined) {
    given.body = JSON.stringify(body);
    given.headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(`${base}api/${path}`, given);
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.error || String(answer.status));
  return told;
}

export const look = (path) => ask("GET", path);
export const act = (name, given) => ask("POST", `acts/${name}`, given);
export const media = (id) => `${base}media/${encodeURIComponent(id)}`;
export const preview = (id) => `${media(id)}/preview`;
export const menuPicture = (station, id) =>
  `${base}media/menus/${encodeURIComponent(station)}/${encodeURIComponent(id)}`;
export const changesUrl = (after) => `${base}api/changes?after=${after}`;
