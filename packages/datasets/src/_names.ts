/**
 * A name as it is compared with others: without case, and with accents composed, as file systems and
 * archives write one name in different ways ("é" as one character or as two).
 */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Folders that systems and network drives make by themselves, such as thumbnails and waste baskets. */
const FOREIGN = new Set([
  "@eadir",
  "#recycle",
  "#snapshot",
  "$recycle.bin",
  "__macosx",
  "lost+found",
  "system volume information",
]);

/** Whether a file or folder is hidden, or made by a system and no part of any data set. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || FOREIGN.has(name.toLowerCase());
}
