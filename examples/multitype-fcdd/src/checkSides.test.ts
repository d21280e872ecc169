import type { Manifest, Sample, Split } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { checkSides } from "./checkSides.ts";

/** A data set as a list of "side type", "normal" being a type. */
function manifest(...samples: `${Split} ${string}`[]): Manifest {
  const types = [...new Set(samples.map((sample) => sample.split(" ")[1]))];
  return {
    name: "parts",
    root: "/parts",
    layout: "folder",
    defectTypes: types.filter((type) => type !== "normal"),
    categories: ["part"],
    samples: samples.map((text, i): Sample => {
      const [split, type] = text.split(" ") as [Split, string];
      const normal = type === "normal";
      return {
        id: `${i}`,
        category: "part",
        split,
        label: normal ? 0 : 1,
        defectTypes: normal ? [] : [type],
        image: `${i}.png`,
        mask: null,
      };
    }),
  };
}

describe("checkSides", () => {
  test("lets pass what lacks a type in validation or test alone", () => {
    const parts = manifest("train normal", "train pit", "validation normal", "test normal");
    expect(() => checkSides(parts)).not.toThrow();
  });

  test.each([
    {
      samples: ["train normal", "validation normal", "test normal"],
      message: "expected images of at least one defect type in parts, got 3 normal ones",
    },
    {
      samples: ["train normal", "train pit", "validation normal", "test hole", "test hole"],
      message:
        "expected training images of every defect type in parts, got none of hole (2 in test)",
    },
    {
      samples: ["train pit", "validation normal", "test pit"],
      message: "expected normal images on the train side of parts, got none among 1",
    },
    {
      samples: ["train normal", "train pit", "validation pit", "test pit"],
      message: "expected normal images on the validation side of parts, got none among 1",
    },
    {
      samples: ["train normal", "train pit", "validation normal"],
      message: "expected test images in parts, got none",
    },
  ] satisfies { samples: `${Split} ${string}`[]; message: string }[])(
    "refuses: $message",
    ({ samples, message }) => {
      expect(() => checkSides(manifest(...samples))).toThrow(message);
    },
  );

  test("names a type that the data set lists and no image shows", () => {
    const parts = manifest("train normal", "train pit", "validation normal", "test pit");
    expect(() => checkSides({ ...parts, defectTypes: ["pit", "hole"] })).toThrow(
      "got none of hole (none anywhere)",
    );
  });
});
