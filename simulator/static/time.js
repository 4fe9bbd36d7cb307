// Says times as a Thai phone does.

const ZONE = "Asia/Bangkok";
const clock = new Intl.DateTimeFormat("th-TH", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE });
const seconds = new Intl.DateTimeFormat("th-TH", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: ZONE });
const day = new Intl.DateTimeFormat("th-TH-u-ca-buddhist", { weekday: "short", day: "numeric", month: "short", timeZone: ZONE });
const dayAndYear = new Intl.DateTimeFormat("th-TH-u-ca-buddhist", { day: "numeric", month: "short", year: "numeric", timeZone: ZONE });
const key = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });

// The no-break space keeps the sign of the hour beside its time.
export const hour = (at) => `${clock.format(new Date(at))}\u00a0น.`;
export const bareHour = (at) => clock.format(new Date(at));
export const exact = (at) => seconds.format(new Date(at));
export const dayKey = (at) => key.format(new Date(at));

export function dayName(at, now) {
  if (dayKey(at) === dayKey(now)) return "วันนี้";
  if (dayKey(at) === dayKey(new Date(new Date(now) - 86400000))) return "เมื่อวานนี้";
  const sameYear = dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4);
  return (sameYear ? day : dayAndYear).format(new Date(at));
}

export const listTime = (at, now) => (dayKey(at) === dayKey(now) ? hour(at) : dayName(at, now));
