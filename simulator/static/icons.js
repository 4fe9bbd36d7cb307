// Small drawn signs, so that no emoji font is needed.

const SHAPES = {
  back: "M15 5l-7 7 7 7",
  menu: "M4 7h16M4 12h16M4 17h16",
  plus: "M12 5v14M5 12h14",
  smile: "M12 3a9 9 0 100 18 9 9 0 000-18M8.5 14.500c2 2.3 5 2.3 7 0M9 9.500v.5M15 9.500v.5",
  send: "M4 12l16-8-5 17-3.5-6.500zM11.5 14.500L20 4",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01",
  video: "M3 7h12v10H3zM15 11l6-3v8l-6-3",
  voice: "M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v4",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  place: "M12 21c-4-5-6.5-8-6.5-11.500a6.5 6.5 0 0113 0C18.5 13 16 16 12 21zM12 7.500a2.2 2.2 0 100 4.4 2.2 2.2 0 000-4.4",
  sample: "M4 8h4l1.5-2.500h5L16 8h4v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7",
  close: "M6 6l12 12M18 6L6 18",
  phone: "M6 3h3l2 5-2.5 1.500a11 11 0 006 6L16 13l5 2v3a3 3 0 01-3 3C10.5 21 3 13.5 3 6a3 3 0 013-3z",
  eye: "M2.5 12c3.5-7 15.5-7 19 0-3.5 7-15.5 7-19 0zM12 9a3 3 0 100 6 3 3 0 000-6",
  people: "M8.5 5a3 3 0 100 6 3 3 0 000-6M3 19c0-6 11-6 11 0M16 6a2.5 2.5 0 010 5M17 14c3 .5 4 2.5 4 5",
  keyboard: "M3 7h18v10H3zM7 11v.01M11 11v.01M15 11v.01M8 14h8",
  mute: "M6 10a6 6 0 0110-4M18 10v3l2 3H8M6 13l-2 3h1M10 19a2 2 0 004 0M4 4l16 16",
  play: "M8 5l11 7-11 7z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
