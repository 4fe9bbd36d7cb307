// Listens for changes; whoever is interested is told what changed.

import { changesUrl } from "./api.js";

const listeners = new Set();

export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(what) {
  for (const listener of listeners) listener(what);
}

export function listen(after) {
  const lost = document.getElementById("lost");
  const source = new EventSource(changesUrl(after));
  let wasLost = false;
  let timer = 0;
  source.addEventListener("open", () => {
    clearTimeout(timer);
    lost.hidden = true;
    if (wasLost) tell(new Set(["everything"]));
    wasLost = false;
  });
  source.addEventListener("message", (event) => {
    const what = JSON.parse(event.data);
    if (what.length) tell(new Set(what));
  });
  source.addEventListener("error", () => {
    // A stream ends by itself now and then; only a silence of seconds is worth a word.
    clearTimeout(timer);
    timer = setTimeout(() => {
      lost.hidden = false;
      wasLost = true;
    }, 3000);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(after), 2000);
  });
}
