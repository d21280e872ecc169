import { createHash } from "node:crypto";

/**
 * A name for a file, or a part of one, made of a label that may say anything: a defect type, a category. Every command
 * that makes names of labels does it by this function, so that no label leads out of the folder it is written to.
 *
 * What separates folders, what some system forbids in names, white space and invisible characters become `_`, and so do
 * dots in front (`..`, hidden files) and at the end. Names that Windows keeps for devices get a `_` in front. A name of
 * more than 100 bytes is cut and ends with a hash of the label.
 *
 * @returns At least one character. Two labels may have one name: `a/b` and `a_b`.
 *
 * @example
 * fileNameOf("dark/light spot"); // => "dark_light_spot"
 */
export function fileNameOf(label: string): string {
  const plain = label
    .normalize("NFC")
    .replace(/[\\/:*?"<>|\s\p{C}]/gu, "_")
    .replace(/^\.+|\.+$/g, (dots) => "_".repeat(dots.length));
  const name = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain || "_";
  return Buffer.byteLength(name) > mostBytes ? `${cut(name)}-${hashOf(label)}` : name;
}

/** File systems take 255; there must be room for what is put before and after. */
const mostBytes = 100;

/** Cuts a name to as many whole characters as leave room for the hash. */
function cut(name: string): string {
  let short = "";
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes - 9) break;
    short += character;
  }
  return short;
}

function hashOf(label: string): string {
  return createHash("sha256").update(label).digest("hex").slice(0, 8);
}
