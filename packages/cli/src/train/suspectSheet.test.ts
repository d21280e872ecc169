import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours } from "../../test/tinyModel.ts";
import { runDataOf } from "../data/runData.ts";
import { suspectSheet } from "./suspectSheet.ts";

const ranking = [
  { id: "b", weight: 0.1 },
  { id: "a", weight: 0.9 },
];

async function dataWith(planted: boolean) {
  const root = await temporaryFolder();
  await writeColours(root, { "a.png": [9, 9, 9], "b.png": [99, 9, 9] });
  const role = planted ? { role: "contaminant" as const } : {};
  return runDataOf(manifestOf([{ id: "a" }, { id: "b", ...role }], { root }));
}

describe("suspectSheet", () => {
  test("shows the first of the first ranking, and what was planted", async () => {
    const suspects = [
      { by: "weights", ranking },
      { by: "other", ranking: [] },
    ];
    const data = await dataWith(true);
    const sheet = await suspectSheet(data, { suspects }, { shown: 1 });
    expect(sheet).toEqual({
      pictures: [
        { id: "b", weight: 0.1, planted: true, image: expect.stringMatching(/^data:image\//) },
      ],
      ranked: 2,
      note: "1 image was planted: 100 % of them are among the first 1, at a precision of 100 %.",
    });
  });

  test("claims nothing about what was planted where nobody planted", async () => {
    const sheet = await suspectSheet(await dataWith(false), {
      suspects: [{ by: "weights", ranking }],
    });
    expect(sheet?.note).toBeUndefined();
    expect(sheet?.pictures.every((picture) => !("planted" in picture))).toBe(true);
  });

  test("is nothing where the method ranks no images", async () => {
    expect(await suspectSheet(await dataWith(false), {})).toBeUndefined();
  });
});
