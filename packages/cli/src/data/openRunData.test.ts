import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadDataset, readSample } from "@flawlens/datasets";
import type { Method } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { manifestOf, samplesOfKind } from "../../test/manifestOf.ts";
import { serveFolder } from "../../test/serveFolder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { dataConfig } from "./dataConfig.ts";
import { hasRunData, keepRunData, reopenRunData, sidesFor } from "./openRunData.ts";
import { readDataset } from "./readDataset.ts";
import { runDataOf } from "./runData.ts";

const methodOf = (anomalies: Method["needs"]["anomalies"]) =>
  ({ needs: { anomalies, masks: "unused" } }) as Method;
const sides = (
  anomalies: Method["needs"]["anomalies"],
  manifest: ReturnType<typeof manifestOf>,
  config = {},
) => sidesFor(methodOf(anomalies), manifest, { config: dataConfig.parse(config), seed: 1 });
const withAnomalies = (count: number) =>
  manifestOf([...samplesOfKind(30), ...samplesOfKind(count, { defectTypes: ["pit"] })]);
const known = ({ train }: ReturnType<typeof runDataOf>) =>
  train.filter(({ label }) => label === 1).length;

describe("sidesFor", () => {
  test.each([
    { anomalies: 30, shots: 10 },
    { anomalies: 20, shots: 10 },
    { anomalies: 9, shots: 4 },
    { anomalies: 1, shots: 0 },
  ])("of $anomalies anomalies trains on $shots, for a method that can use a few", (given) => {
    const data = sides("few", withAnomalies(given.anomalies));
    expect(known(data)).toBe(given.shots);
    expect(data.test.filter(({ label }) => label === 1)).toHaveLength(given.anomalies - given.shots); // prettier-ignore
  });

  test("trains on as many as are asked for, and takes them from the test of every method", () => {
    const manifest = withAnomalies(9);
    const [few, none] = [sides("few", manifest, { shots: 3 }), sides("none", manifest, { shots: 3 })]; // prettier-ignore
    expect(known(few)).toBe(3);
    expect(none.test).toEqual(few.test);
    expect(known(sides("none", manifest))).toBe(0);
  });

  test("refuses several kinds of objects, except where types are learnt", () => {
    const of = (category: string, type: string) => [
      ...samplesOfKind(9, { category }).map((one) => ({ ...one, id: `${category}/${one.id}` })),
      ...samplesOfKind(9, { category, defectTypes: [type] }).map((one) => ({ ...one, id: `${category}/${one.id}` })), // prettier-ignore
    ];
    const both = manifestOf([...of("nut", "pit"), ...of("bolt", "dent")], { splits: "none" });
    expect(sides("each type", both).manifest.defectTypes).toEqual(["dent", "pit"]);
    expect(() => sides("few", both)).toThrow("expected --category as one of nut, bolt of test, got none: a detector of this method is trained for one kind of object"); // prettier-ignore
  });
});

test("sidesFor leaves images of unknown label on no side, and names them", () => {
  const unknown = [{ id: "?/1", label: null }, { id: "?/2", label: null, split: "test" as const }]; // prettier-ignore
  const manifest = withAnomalies(9);
  const more = { ...manifest, samples: [...manifest.samples, ...manifestOf(unknown).samples] };
  for (const needs of ["few", "each type"] as const) {
    const [data, without] = [sides(needs, more), sides(needs, manifest)];
    expect(data.unknown.map(({ id }) => id)).toEqual(["?/1", "?/2"]);
    expect(data.manifest.samples).toHaveLength(41);
    for (const side of ["train", "validation", "test"] as const)
      expect(data[side].map(({ id }) => id)).toEqual(without[side].map(({ id }) => id));
  }
});

describe("keepRunData and reopenRunData", () => {
  async function keptRun() {
    const [root, out] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(root, ["good/a.png", "good/b.png", "pit/c.png"]);
    const manifest = await loadDataset(root);
    const samples = manifest.samples.map((sample, i) => ({ ...sample, ...(i === 0 && { split: "validation" as const }) })); // prettier-ignore
    await keepRunData(out, runDataOf({ ...manifest, samples }));
    return { root, out };
  }

  test("give the same sides back", async () => {
    const { root, out } = await keptRun();
    const data = await reopenRunData(undefined, out, {});
    expect(data.manifest.root).toBe(root);
    expect(data.validation.map(({ id }) => id)).toEqual([data.manifest.samples[0].id]);
    expect([data.train.length, data.notes]).toEqual([2, []]);
  });

  test("find the images where they have moved to, and say that some have changed", async () => {
    const { root, out } = await keptRun();
    const moved = join(await temporaryFolder(), "moved");
    await cp(root, moved, { recursive: true });
    expect((await reopenRunData(moved, out, {})).manifest.root).toBe(moved);
    await writeFile(join(moved, "good/b.png"), "shorter");
    expect((await reopenRunData(moved, out, {})).notes).toEqual([
      "Files of the data set have changed since the run began: its numbers will not be those of one run.",
    ]);
  });

  test("find the images of an address again, and keep no file of them here", async () => {
    const [root, out] = [await temporaryFolder(), await temporaryFolder()];
    await writeFiles(root, ["a.png", "b.png"]);
    await writeFile(
      join(root, "list.csv"),
      "image,label,split\na.png,good,train\nb.png,good,test\n",
    );
    const address = await serveFolder(root);
    await keepRunData(out, runDataOf(await readDataset(`${address}/list.csv`)));
    const { manifest, notes, train } = await reopenRunData(undefined, out, {});
    expect([manifest.root, notes, train.length]).toEqual([address, [], 1]);
    expect((await readSample(manifest, train[0])).image.width).toBeGreaterThan(0);
  });

  test("say where there are none, and the way out of a torn file", async () => {
    const { out } = await keptRun();
    expect([hasRunData(out), hasRunData(join(out, "no"))]).toEqual([true, false]);
    await writeFile(join(out, "manifest.json"), "{");
    await expect(reopenRunData(undefined, out, {})).rejects.toThrow(
      /expected JSON in .*manifest\.json, got .*; or begin the run again with --overwrite$/,
    );
  });

  test("name an image that is gone", async () => {
    const { root, out } = await keptRun();
    await rm(join(root, "pit/c.png"));
    await expect(reopenRunData(undefined, out, {})).rejects.toThrow(
      `in ${root}, got 1 of 3 missing, the first pit/c.png; point --data to the data set`,
    );
  });
});
