import { Option } from "commander";
import { wholeNumber } from "./wholeNumber.ts";

/** `--exact-pixels N` of every command that judges a detector. */
export function exactPixels(): Option {
  return new Option(
    "--exact-pixels <n>",
    "rank every pixel up to so many test pixels in all, and count them in bins above (default: 33554432)",
  ).argParser(wholeNumber);
}
