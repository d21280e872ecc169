/** The files of an evaluator's state, in one folder. */
export const stateFiles = {
  /** A record a line, without its pixels. */
  records: "records.jsonl",
  /** Where pixels are kept: the maps of each record as little-endian float32, then its mask, a bit a pixel. */
  pixels: "pixels.bin",
  /** Where pixels are counted: a meter a line, compressed. */
  meters: "meters.jsonl.gz",
} as const;
