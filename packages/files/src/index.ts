export { fileHash } from "./fileHash.ts";
export { readExactly } from "./readExactly.ts";
export { writeWhole } from "./writeWhole.ts";
export type { FileContent, WriteWholeOptions } from "./writeWhole.ts";
