import { describe, expect, test } from "vitest";
import { tinyImage } from "../../test/tiny.ts";
import { memorySource } from "./imageSource.ts";
import { knownImages, normalImages } from "./knownImages.ts";

/** Images named by their label and a number. */
function sourceOf({ normal = 0, anomalous = 0, unknown = 0 }) {
  const of = (name: string, count: number, label: 0 | 1 | null) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${name}-${i}`,
      label,
      defectTypes: [],
      image: tinyImage([1, 1, 1, 1]),
    }));
  return memorySource([
    ...of("normal", normal, 0),
    ...of("anomalous", anomalous, 1),
    ...of("unknown", unknown, null),
  ]);
}

const ids = ({ samples }: { samples: readonly { id: string }[] }) => samples.map(({ id }) => id);

describe("knownImages", () => {
  test("parts images by their labels, and says which are left out", () => {
    const { normal, anomalous, notes } = knownImages(sourceOf({ normal: 2, anomalous: 1, unknown: 1 }), "mine"); // prettier-ignore
    expect([ids(normal), ids(anomalous)]).toEqual([["normal-0", "normal-1"], ["anomalous-0"]]);
    expect(notes).toEqual(["1 of 4 training images are left out: their label is not known."]);
  });

  test("says nothing where nothing is left out, and refuses to learn from no normal image", () => {
    expect(knownImages(sourceOf({ normal: 1, anomalous: 1 }), "mine").notes).toEqual([]);
    expect(() => knownImages(sourceOf({ normal: 0, anomalous: 2 }), "mine")).toThrow(
      "mine: expected training images taken as normal, got none among 2",
    );
  });
});

test("normalImages leaves known anomalies out, and says so", () => {
  const { source, notes } = normalImages(sourceOf({ normal: 2, anomalous: 1, unknown: 1 }), "mine"); // prettier-ignore
  expect(ids(source)).toEqual(["normal-0", "normal-1"]);
  expect(notes).toEqual([
    "1 of 4 training images are left out: they are known anomalies, and the method learns from normal images alone.",
    "1 of 4 training images are left out: their label is not known.",
  ]);
});
