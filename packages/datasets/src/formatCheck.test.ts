import { describe, expect, test } from "vitest";
import type { DatasetCheck } from "./datasetCheck.ts";
import { formatCheck } from "./formatCheck.ts";

const check: DatasetCheck = {
  name: "parts",
  root: "/data/parts",
  recognised: {
    layout: "folder",
    normal: "images in the folders named gut",
    types: "the names of the other folders",
    masks: "anno",
    sides: "not given",
  },
  counts: {
    images: 12,
    normal: 9,
    anomalous: 3,
    unknown: 0,
    masks: 2,
    emptyMasks: 1,
    unmasked: 1,
  },
  rows: [
    {
      category: "parts",
      split: "train",
      type: "crack",
      images: 3,
      masks: 2,
      emptyMasks: 1,
      parts: 3,
    },
    {
      category: "parts",
      split: "train",
      type: "normal",
      images: 9,
      masks: 0,
      emptyMasks: 0,
      parts: 4,
    },
  ],
  problems: [
    { kind: "size", file: "anno/1.png", message: "1.png is larger" },
    { kind: "unreadable", file: "gut/2.png", message: "2.png is empty" },
    { kind: "unreadable", file: "gut/3.png", message: "3.png is cut off" },
  ],
  doubts: [
    {
      kind: "full mask",
      count: 4,
      files: ["anno/1.png", "anno/2.png"],
      message: "4 masks are full",
    },
    { kind: "pages", count: 1, files: ["gut/1.tif"], message: "1 image has pages" },
  ],
  leftOut: [
    { path: "old/", images: 0, reason: "empty" },
    { path: "a.png", images: 1, reason: "no class" },
    { path: "b/", images: 7, reason: "not read" },
  ],
  warnings: ["folder: 1 anomalous images have no mask"],
  todo: ["Restore 2 files.", "Save 1 mask again."],
};

describe("formatCheck", () => {
  test("says what was recognised, counts, and what to do", () => {
    expect(formatCheck(check)).toBe(
      `
data set  parts, in /data/parts
layout    folder
normal    images in the folders named gut: 9 of 12 images
types     the names of the other folders: 3 anomalous images
masks     anno: 2 masks, missing for 1 of 3 anomalous images
sides     not given

category  split  type    images  masks  empty masks  parts
parts     train  crack        3      2            1      3
parts     train  normal       9      0            0      4

notes
  folder: 1 anomalous images have no mask

left out
  old/ (no images): empty
  a.png (1 image): no class
  b/ (7 images): not read

problems
  2.png is empty
  3.png is cut off
  1.png is larger

may mean something else
  4 masks are full (anno/1.png, anno/2.png, ...)
  1 image has pages (gut/1.tif)

what to do
  Restore 2 files.
  Save 1 mask again.`.slice(1),
    );
  });

  test("cuts long lists, each kind of problem by itself", () => {
    const lines = formatCheck(check, { limit: 1 }).split("\n");
    expect(lines.slice(lines.indexOf("left out"))).toEqual([
      "left out",
      "  old/ (no images): empty",
      "  ... and 2 more",
      "",
      "problems",
      "  2.png is empty",
      "  ... and 1 more",
      "  1.png is larger",
      "",
      "may mean something else",
      "  4 masks are full (anno/1.png, anno/2.png, ...)",
      "  1 image has pages (gut/1.tif)",
      "",
      "what to do",
      "  Restore 2 files.",
      "  Save 1 mask again.",
    ]);
  });

  test("leaves out what is empty, and says that there is nothing to do", () => {
    const nothing = { problems: [], doubts: [], leftOut: [], warnings: [], todo: [] };
    const text = formatCheck({ ...check, ...nothing });
    expect(text.split("\n").slice(-3)).toEqual(["", "what to do", "  nothing: no problems found"]);
    for (const title of ["notes", "left out", "problems\n", "may mean", "unknown"])
      expect(text).not.toContain(`\n${title}`);
  });
});
