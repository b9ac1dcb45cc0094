// Numbers, times and sizes as the reports write them.

const thin = "\u202f";
const minus = "\u2212";
const superscripts: Record<string, string> = {
  "-": "\u207b",
  "0": "\u2070",
  "1": "\u00b9",
  "2": "\u00b2",
  "3": "\u00b3",
  "4": "\u2074",
  "5": "\u2075",
  "6": "\u2076",
  "7": "\u2077",
  "8": "\u2078",
  "9": "\u2079",
};

export function superscript(n: number): string {
  return [...String(n)].map((c) => superscripts[c] ?? c).join("");
}

function grouped(digits: string): string {
  const [whole = "", part] = digits.split(".");
  const spaced = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, thin) : whole;
  return part === undefined ? spaced : `${spaced}.${part}`;
}

/** U+2212 minus, thin spaces from 10 000 on, powers as 10\u207b\u2075. */
export function numberWords(value: number, digits = 5): string {
  if (!Number.isFinite(value)) return "\u2014";
  if (value === 0) return "0";
  const sign = value < 0 ? minus : "";
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) {
    const [mantissa = "", power = "0"] = size.toExponential(Math.max(0, digits - 2)).split("e");
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    return `${sign}${short === "1" ? "" : short + "\u00d7"}10${superscript(Number(power))}`;
  }
  return sign + grouped(String(Number(size.toPrecision(digits))));
}

/** The error to two digits and the value to the same place: ["14.38", "0.26"]. */
export function valueAndError(value: number, error: number | null | undefined): [string, string] {
  if (error === null || error === undefined || !(error > 0) || !Number.isFinite(error)) {
    return [numberWords(value, 6), ""];
  }
  const places = 1 - Math.floor(Math.log10(error));
  if (places < 0 || places > 8) return [numberWords(value), numberWords(error, 2)];
  const written = Math.abs(value).toFixed(places);
  return [(value < 0 ? minus : "") + grouped(written), error.toFixed(places)];
}

/** "12 s", "4 min 8 s", "3 h 12 min", "2 d 4 h". */
export function durationWords(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const s = Math.round(seconds);
  const two = (a: number, wordA: string, b: number, wordB: string): string =>
    b === 0 ? `${a} ${wordA}` : `${a} ${wordA} ${b} ${wordB}`;
  if (s < 60) return `${s} s`;
  if (s < 3600) return two(Math.floor(s / 60), "min", s % 60, "s");
  if (s < 86400) return two(Math.floor(s / 3600), "h", Math.floor((s % 3600) / 60), "min");
  return two(Math.floor(s / 86400), "d", Math.floor((s % 86400) / 3600), "h");
}

export function sizeWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let n = bytes;
  let at = 0;
  while (n >= 1000 && at < units.length - 1) {
    n /= 1000;
    at += 1;
  }
  return `${at === 0 ? n : Number(n.toPrecision(3))} ${units[at]}`;
}

/** "22 Nov 2026, 14:02", in the reader's own time zone. */
export function dateWords(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** "1 run", "3 runs". */
export function counted(n: number, one: string, many = one + "s"): string {
  return `${numberWords(n, 12)} ${n === 1 ? one : many}`;
}

/** A field of a CSV file, quoted where it must be. */
export function csvField(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
