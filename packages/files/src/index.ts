export { fileHash } from "./fileHash.ts";
export { writeWhole } from "./writeWhole.ts";
export type { FileContent, WriteWholeOptions } from "./writeWhole.ts";
