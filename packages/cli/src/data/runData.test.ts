import { describe, expect, test } from "vitest";
import { manifestOf, samplesOfKind } from "../../test/manifestOf.ts";
import { describeRunData, needsEachType, runDataOf } from "./runData.ts";

const pit = { defectTypes: ["pit"] };
const data = runDataOf(
  manifestOf([
    ...samplesOfKind(5),
    { id: "planted", role: "contaminant" },
    { id: "known", ...pit, role: "fewShot" },
    ...samplesOfKind(2, { split: "validation" }),
    ...samplesOfKind(3, { split: "test" }),
    ...samplesOfKind(4, { split: "test", ...pit }),
  ]),
);

describe("runDataOf", () => {
  test("counts clean normal images of training and validation, and lists what was planted", () => {
    expect(data).toMatchObject({ cleanNormals: 7, planted: ["planted"], notes: [] });
    expect([data.train, data.validation, data.test].map(({ length }) => length)).toEqual([7, 2, 7]);
  });
});

describe("describeRunData", () => {
  test("says what is trained on, what thresholds come from, and what it is tested with", () => {
    expect(describeRunData(data)).toBe(
      "test: 7 images to train on (6 taken as normal, of which 1 is a planted anomaly, 1 known anomaly), 2 for thresholds, 7 to test with (4 anomalous)",
    );
    expect(describeRunData(runDataOf(manifestOf(samplesOfKind(3))))).toBe(
      "test: 3 images to train on (3 taken as normal, 0 known anomalies), 0 for thresholds, none to test with",
    );
  });
});

test("describeRunData counts the images of unknown label", () => {
  const some = manifestOf([...samplesOfKind(3), { id: "?", label: null }]);
  expect(describeRunData(runDataOf(some))).toMatch(
    /^test: 3 images to train on .*, 1 left out because its label is not known$/,
  );
});

describe("needsEachType", () => {
  test("is what a method says of its anomalies", () => {
    expect(needsEachType({ needs: { anomalies: "each type", masks: "unused" } })).toBe(true);
    expect(needsEachType({ needs: { anomalies: "few", masks: "unused" } })).toBe(false);
  });
});
