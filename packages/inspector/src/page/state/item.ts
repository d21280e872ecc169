import type { RawPrediction, Verdict } from "@flawlens/inference/core";
import { signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { Outline } from "../../openRunFiles.ts";

/** What is known of an image beside its pixels. */
export interface Truth {
  label: 0 | 1 | null;
  types: readonly string[];
  /** Reads the outline of the mask; absent where there is no mask. */
  outline?: () => Promise<Outline | null>;
}

/** What a detector found on an image, before any threshold. */
export type Result =
  | { state: "waiting" }
  | { state: "failed"; reason: string }
  | {
      state: "done";
      raw: RawPrediction;
      original: { height: number; width: number };
      /** The address of a small picture. */
      thumbnail: string;
    };

/** One image of the grid. */
export interface Item {
  /** Different for each: the sample's id, or the path of the file. */
  id: string;
  /** The path as a list of images names it. */
  path: string;
  read(): Promise<Blob>;
  truth: Truth;
  result: Signal<Result>;
}

/** An item that is not scored yet. */
export function makeItem(parts: Pick<Item, "id" | "path" | "read"> & { truth?: Truth }): Item {
  return {
    truth: { label: null, types: [] },
    ...parts,
    result: signal<Result>({ state: "waiting" }),
  };
}

/** Frees the small picture of a result that is not shown any more. */
export function forgetThumbnail(result: Result): void {
  if (result.state === "done") URL.revokeObjectURL(result.thumbnail);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.split("/").at(-1) || path;
}

/** The last two parts of a path: names of images are often the same in several folders. */
export function placeOf(path: string): string {
  return path.split("/").slice(-2).join("/");
}

/** The words and signs of the verdicts: no colour alone tells them. */
export const verdictSigns: Record<Verdict, string> = {
  normal: "○",
  anomalous: "▲",
  undecided: "?",
};
