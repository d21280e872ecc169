const NORMAL = new Set(["good", "normal", "ok"]);

/** Whether a folder of this name holds normal images. */
export function isNormalClass(name: string): boolean {
  return NORMAL.has(name.toLowerCase());
}
