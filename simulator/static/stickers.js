// The stickers of this simulator: words on a button, since LINE's own may not be copied.

export const STICKERS = [
  ["1988", "รับทราบ"], ["1989", "ขอบคุณ"], ["1990", "สวัสดี"],
  ["1991", "ตกใจ!"], ["1992", "สู้ ๆ"], ["1993", "ฮือ ๆ"],
];

export const stickerWords = (content) =>
  content.text || STICKERS.find(([id]) => id === content.stickerId)?.[1] || content.keywords?.[0] || "สติกเกอร์";
