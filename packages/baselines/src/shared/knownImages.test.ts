import { describe, expect, test } from "vitest";
import { tinySource } from "../../test/tiny.ts";
import { knownImages, normalImages } from "./knownImages.ts";

const ids = ({ samples }: { samples: readonly { id: string }[] }) => samples.map(({ id }) => id);

describe("knownImages", () => {
  test("parts images by their labels, and says which are left out", () => {
    const { normal, anomalous, notes } = knownImages(tinySource({ normal: 2, anomalous: 1, unknown: 1 }), "mine"); // prettier-ignore
    expect([ids(normal), ids(anomalous)]).toEqual([["normal-0", "normal-1"], ["anomalous-0"]]);
    expect(notes).toEqual(["1 of 4 training images are left out: their label is not known."]);
  });

  test("says nothing where nothing is left out, and refuses to learn from no normal image", () => {
    expect(knownImages(tinySource({ normal: 1, anomalous: 1 }), "mine").notes).toEqual([]);
    expect(() => knownImages(tinySource({ normal: 0, anomalous: 2 }), "mine")).toThrow(
      "mine: expected training images taken as normal, got none among 2",
    );
  });
});

test("normalImages leaves known anomalies out, and says so", () => {
  const { source, notes } = normalImages(tinySource({ normal: 2, anomalous: 1, unknown: 1 }), "mine"); // prettier-ignore
  expect(ids(source)).toEqual(["normal-0", "normal-1"]);
  expect(notes).toEqual([
    "1 of 4 training images are left out: they are known anomalies, and the method learns from normal images alone.",
    "1 of 4 training images are left out: their label is not known.",
  ]);
});
