import { describe, expect, test } from "vitest";
import { tree } from "../../test/tree.ts";
import { realIad } from "./realIad.ts";

/** Records as published: one underscore before the number in one object, two in the other. */
const audiojack = JSON.stringify({
  meta: { prefix: "audiojack/", normal_class: "OK" },
  train: [
    {
      category: "audiojack",
      anomaly_class: "OK",
      image_path: "OK/S0001/audiojack_0001_OK_C1_20230901.jpg",
      mask_path: null,
    },
    {
      category: "audiojack",
      anomaly_class: "OK",
      image_path: "OK/S0001/audiojack_0001_OK_C2_20230901.jpg",
      mask_path: null,
    },
  ],
  test: [
    {
      category: "audiojack",
      anomaly_class: "QS",
      image_path: "NG/QS/S0007/audiojack__0007_NG_QS_C3_20230902.jpg",
      mask_path: "NG/QS/S0007/audiojack__0007_NG_QS_C3_20230902.png",
    },
    {
      category: "audiojack",
      anomaly_class: "OK",
      image_path: "NG/QS/S0007/audiojack__0007_NG_QS_C4_20230902.jpg",
      mask_path: null,
    },
  ],
});
const pcb = JSON.stringify({
  meta: { prefix: "pcb/", normal_class: "OK" },
  train: [],
  test: [
    {
      category: "pcb",
      anomaly_class: "AK",
      image_path: "NG/AK/S0001/pcb_0001_NG_AK_C1_1.jpg",
      mask_path: "NG/AK/S0001/pcb_0001_NG_AK_C1_1.png",
    },
    {
      category: "pcb",
      anomaly_class: "AK",
      image_path: "NG/AK/S0002/pcb_0002_NG_AK_C1_1.jpg",
      mask_path: null,
    },
  ],
});
const published = {
  "realiad_jsons/audiojack.json": audiojack,
  "realiad_jsons/pcb.json": pcb,
  "realiad_256/audiojack/OK/x.txt": "",
};

describe("realIad", () => {
  test("takes labels from the records, parts and views from the file names", async () => {
    const manifest = await realIad(await tree(published));
    expect(manifest.categories).toEqual(["audiojack", "pcb"]);
    expect(manifest.defectTypes).toEqual(["pit", "missing-parts"]);
    expect(
      manifest.samples.map((s) => [s.split, s.label, s.defectTypes.join(), s.part, s.view]),
    ).toEqual([
      ["train", 0, "", "audiojack_0001_OK", "C1"],
      ["train", 0, "", "audiojack_0001_OK", "C2"],
      ["test", 1, "missing-parts", "audiojack__0007_NG_QS", "C3"],
      ["test", 0, "", "audiojack__0007_NG_QS", "C4"], // an NG part seen from a good side
      ["test", 1, "pit", "pcb_0001_NG_AK", "C1"],
      ["test", 0, "", "pcb_0002_NG_AK", "C1"], // no mask: normal, whatever its class
    ]);
    expect(manifest.samples[2]).toMatchObject({
      id: "audiojack/NG/QS/S0007/audiojack__0007_NG_QS_C3_20230902",
      image: "realiad_256/audiojack/NG/QS/S0007/audiojack__0007_NG_QS_C3_20230902.jpg",
      mask: "realiad_256/audiojack/NG/QS/S0007/audiojack__0007_NG_QS_C3_20230902.png",
    });
  });

  test("asks which folder where there are several, and takes the one named", async () => {
    const root = await tree({
      ...published,
      "realiad_jsons_fuiad_0.1/pcb.json": pcb,
      "realiad_raw/x.txt": "",
    });
    await expect(realIad(root)).rejects.toThrow(
      `realIad: expected { jsons } to name one of ${root}'s folders (realiad_jsons, realiad_jsons_fuiad_0.1), got none named`,
    );
    const jsons = "realiad_jsons_fuiad_0.1";
    await expect(realIad(root, { jsons, images: "realiad_512" })).rejects.toThrow(
      "(realiad_256, realiad_raw), got realiad_512",
    );
    const manifest = await realIad(root, { jsons, images: "realiad_raw" });
    expect(manifest.besides).toEqual(["realiad_256"]);
    expect(manifest.samples).toHaveLength(2);
    expect(manifest.samples[0].image).toMatch(/^realiad_raw\/pcb\//);
  });

  test.each(["constructor", "toString", "__proto__", "valueOf", "XX"])(
    "takes the class %s, which it does not know, as its own name",
    async (name) => {
      const record = (of: string, mask: string | null) =>
        `{"anomaly_class":"${of}","image_path":"${of}.jpg","mask_path":${JSON.stringify(mask)}}`;
      const json = `{"meta":{"prefix":"${name}/"},"train":[${record("OK", null)}],"test":[${record(name, "m.png")}]}`;
      const root = await tree({
        [`realiad_jsons/${name}.json`]: json,
        [`realiad_256/${name}/x.txt`]: "",
      });
      const { defectTypes, categories, samples } = await realIad(root, { category: name });
      expect([defectTypes, categories, samples[1].defectTypes]).toEqual([[name], [name], [name]]);
    },
  );

  test("names folders that it does not know, and images of which no record tells", async () => {
    const root = await tree({ ...published, "realiad_256/new/x.jpg": "", "more/x.txt": "" });
    const { leftOut, besides } = await realIad(root, { jsons: "realiad_jsons" });
    expect(besides).toEqual([]); // a second size of the images would be one; other folders are not
    expect(leftOut).toContainEqual({
      path: "more",
      reason: "neither realiad_jsons* nor a folder of images",
    });
    expect(leftOut).toContainEqual({
      path: "realiad_256/new",
      reason: "no record of realiad_jsons names an image in it",
    });
  });

  test("refuses a folder of records without any", async () => {
    const root = await tree({ "realiad_jsons/x.txt": "", "realiad_256/x.txt": "" });
    await expect(realIad(root)).rejects.toThrow(
      `realIad: expected a JSON file for each object in ${root}/realiad_jsons, got none`,
    );
  });

  test("refuses records that lead out of the root", async () => {
    const json =
      '{"meta":{"prefix":"../../"},"train":[{"anomaly_class":"OK","image_path":"a.jpg","mask_path":null}],"test":[]}';
    const root = await tree({ "realiad_jsons/p.json": json, "realiad_256/x.txt": "" });
    await expect(realIad(root)).rejects.toThrow("realIad: expected only files inside");
  });

  test.each([
    { json: "{", message: "expected JSON in" },
    { json: "null", message: "expected meta.prefix in" },
    { json: '{"meta":{"prefix":"p/"},"train":[]}', message: 'expected an array "test" in' },
    {
      json: '{"meta":{"prefix":"p/"},"train":[{"image_path":"a"}],"test":[]}',
      message: "expected anomaly_class, image_path and mask_path in train[0] of",
    },
  ])("refuses a file as $json", async ({ json, message }) => {
    const root = await tree({ "realiad_jsons/p.json": json, "realiad_256/x.txt": "" });
    await expect(realIad(root)).rejects.toThrow(`realIad: ${message}`);
    await expect(realIad(root)).rejects.toThrow("p.json");
  });
});

describe("records of Real-IAD that are not as published", () => {
  const objectOf = (sides: object) => ({
    "realiad_jsons/nut.json": JSON.stringify({ meta: { prefix: "nut/" }, train: [], test: [], ...sides }),
    "realiad_256/nut/OK/x.txt": "",
  }); // prettier-ignore
  const record = { anomaly_class: "OK", image_path: "OK/1.jpg", mask_path: null, camera: {} };

  test("on another side are told of", async () => {
    const { samples, warnings } = await realIad(await tree(objectOf({ train: [record], val: [record] })));
    expect(samples).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/realIad: "val" of .* is not read: 1 entries/)]);
  }); // prettier-ignore

  test("on both sides are refused", async () => {
    const root = await tree(objectOf({ train: [record], test: [record] }));
    await expect(realIad(root)).rejects.toThrow("realIad: expected each image in one record of");
  });
});
