import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageTree, marks, tree } from "../test/tree.ts";
import { manifestFrom } from "./manifestFrom.ts";
import { readManifest } from "./readManifest.ts";
import { datasetHash } from "./datasetHash.ts";
import { saveManifest } from "./saveManifest.ts";

const csv = `image,types,mask,split,part,category
a.png,,,train,p1,nut
b.png,crack;dent,b_mask.png,test,p2,nut
"c, d.png",crack,,validation,,bolt
`;
const jsonl = `
{"image":"a.png","split":"train","part":"p1","category":"nut"}
{"image":"b.png","types":["crack","dent"],"mask":"b_mask.png","split":"test","part":"p2","category":"nut"}

{"image":"c, d.png","types":["crack"],"split":"validation","category":"bolt"}
`;

describe("manifestFrom", () => {
  test.each([
    { file: "parts.csv", content: csv },
    { file: "parts.jsonl", content: jsonl },
    // As PowerShell and Notepad may save it.
    { file: "parts.jsonl", content: `\uFEFF${jsonl.trimStart().replaceAll("\n", "\r\n")}` },
  ])("reads $file", async ({ file, content }) => {
    const root = await tree({ [file]: content });
    const manifest = await manifestFrom(join(root, file));
    expect(manifest).toMatchObject({
      name: "parts",
      root,
      defectTypes: ["crack", "dent"],
      categories: ["nut", "bolt"],
      splits: "published",
    });
    expect(manifest.samples).toEqual([
      {
        id: "a.png",
        category: "nut",
        split: "train",
        label: 0,
        defectTypes: [],
        image: "a.png",
        mask: null,
        part: "p1",
      },
      {
        id: "b.png",
        category: "nut",
        split: "test",
        label: 1,
        defectTypes: ["crack", "dent"],
        image: "b.png",
        mask: "b_mask.png",
        part: "p2",
      },
      expect.objectContaining({ id: "c, d.png", split: "validation", category: "bolt" }),
    ]);
    await saveManifest(join(root, "saved.json"), manifest);
    const read = await readManifest(join(root, "saved.json"));
    expect(read).toEqual({ ...manifest, hash: datasetHash(manifest) });
  });

  test("needs images alone: the rest has defaults", async () => {
    const root = await tree({ "parts.csv": "\uFEFFimage,label\r\na.png,0\r\nb.png,1\r\n" });
    const manifest = await manifestFrom(join(root, "parts.csv"), { root: "photos" });
    expect(manifest.samples.map((s) => [s.label, s.defectTypes, s.category, s.split])).toEqual([
      [0, [], "parts", "train"],
      [1, ["anomaly"], "parts", "train"],
    ]);
    expect(manifest.splits).toBe("none");
    expect(manifest.root).toMatch(/photos$/);
  });

  test.each([
    { name: "a.csv", content: "picture\nx.png\n", message: "expected a column image in" },
    { name: "a.csv", content: "image\n", message: "expected images in" },
    { name: "a.csv", content: "image\n\n", message: "expected images in" },
    { name: "a.csv", content: 'image\n"x', message: "expected a table in" },
    {
      name: "a.csv",
      content: "image,label\nx,2\n",
      message: 'expected label 0 or 1, or a word, got "2" in row 1',
    },
    {
      name: "a.csv",
      content: "image\nx\nx\n",
      message: 'expected an id of its own, got "x" again in row 2',
    },
    {
      name: "a.csv",
      content: "image,split\nx,dev\n",
      message: 'expected split train, validation (or val) or test, got "dev" in row 1',
    },
    {
      name: "a.csv",
      content: "image,label,types\nx,0,crack\n",
      message: 'expected no types as its label is "0", got crack in row 1',
    },
    { name: "a.jsonl", content: '{"image":3}', message: "expected text as image, got 3 in row 1" },
    {
      name: "a.jsonl",
      content: '{"image":"x","label":{"toString":1}}',
      message: 'expected label 0 or 1, or a word, got {"toString":1} in row 1',
    },
    {
      name: "a.jsonl",
      content: '{"image":"x","mask":{"toString":1}}',
      message: 'expected text as mask, got {"toString":1} in row 1',
    },
    { name: "a.jsonl", content: "[1]", message: "expected a JSON object in row 1" },
    { name: "a.txt", content: "", message: "expected a .csv or .jsonl file, got" },
    { name: "none.csv", content: "", at: "other.csv", message: "expected a table in" },
    { name: "none.jsonl", content: "", at: "other.csv", message: "expected a list at" },
  ])("refuses $content in $name", async ({ name, content, at, message }) => {
    const root = await tree({ [at ?? name]: content });
    const file = join(root, name);
    const error: Error = await manifestFrom(file).then(
      () => expect.fail("was read"),
      (reason) => reason,
    );
    expect(error.message).toContain(`manifestFrom: ${message}`);
    expect(error.message).toContain(file);
  });

  test("gives a manifest or an error that names the file, whatever the bytes", async () => {
    const root = await tree();
    const content = fc.oneof(
      fc.string(),
      fc.string().map((text) => `image,label,types\n${text}`),
      fc.array(fc.jsonValue()).map((rows) => rows.map((row) => JSON.stringify(row)).join("\n")),
    );
    await fc.assert(
      fc.asyncProperty(content, fc.constantFrom("a.csv", "a.jsonl"), async (text, name) => {
        const file = join(root, name);
        await writeFile(file, text);
        const outcome = await manifestFrom(file).then(
          ({ samples }) => (samples.length > 0 ? "read" : "empty"),
          (error: Error) => (error.message.includes(file) ? "refused" : error.message),
        );
        expect(["read", "refused"]).toContain(outcome);
      }),
      { numRuns: 150 },
    );
  });

  test("takes whole paths below the root, and backslashes", async () => {
    const root = await tree();
    await writeFile(`${root}/a.csv`, `image,mask\n${root}/x/1.png,x\\1_mask.png\nx\\2.png,\n`);
    const { samples } = await manifestFrom(`${root}/a.csv`);
    expect(samples.map(({ id, image, mask }) => [id, image, mask])).toEqual([
      ["x/1.png", "x/1.png", "x/1_mask.png"],
      ["x/2.png", "x/2.png", null],
    ]);
    await writeFile(`${root}/a.csv`, "image\n/elsewhere/1.png\n");
    await expect(manifestFrom(`${root}/a.csv`)).rejects.toThrow(
      `manifestFrom: expected a path below the root ${root}, got /elsewhere/1.png; name another { root }, or allow files elsewhere with { allowOutside: true } (--allow-outside), in row 1 of`,
    );
  });

  test.each([{ delimiter: ";" }, { delimiter: "\t" }])(
    "reads cells separated by $delimiter, as its header has no comma",
    async ({ delimiter }) => {
      const cells = [
        ["image", "types"],
        ["1.png", '"crack;dent"'],
        ["a, b.png", ""],
      ];
      const root = await tree({ "a.csv": cells.map((row) => row.join(delimiter)).join("\n") });
      const { samples } = await manifestFrom(`${root}/a.csv`);
      expect(samples.map(({ image, defectTypes }) => [image, defectTypes])).toEqual([
        ["1.png", ["crack", "dent"]],
        ["a, b.png", []],
      ]);
      expect(await manifestFrom(`${root}/a.csv`, { delimiter })).toMatchObject({ samples });
      await writeFile(`${root}/a.csv`, `image${delimiter}types\n1.png${delimiter}crack\n`);
      await expect(manifestFrom(`${root}/a.csv`, { delimiter: "," })).rejects.toThrow(
        'cells have to be separated by ","',
      );
    },
  );

  test("takes words as labels: the one for normal images, any other as a type", async () => {
    const root = await tree({ "a.csv": "image,label\n1.png,Good\n2.png,crack\n3.png,not ok\n" });
    const kinds = async (normal?: string) => {
      const { samples } = await manifestFrom(`${root}/a.csv`, { normal });
      return samples.map(({ label, defectTypes }) => [label, ...defectTypes]);
    };
    expect(await kinds()).toEqual([[0], [1, "crack"], [1, "not ok"]]);
    expect(await kinds("NOT_OK")).toEqual([[1, "Good"], [1, "crack"], [0]]);
    await expect(kinds("gut")).rejects.toThrow(
      `manifestFrom: expected a label "gut" of normal images in ${root}/a.csv, got Good, crack, not ok; give one of these names as { normal }`,
    );
  });

  test("takes the word for normal images among the types too, but not beside a type", async () => {
    const root = await tree({ "a.csv": "image,types\n1.png,gut\n2.png,crack\n" });
    const { samples, defectTypes } = await manifestFrom(`${root}/a.csv`, { normal: "gut" });
    expect(samples.map(({ label }) => label)).toEqual([0, 1]);
    expect(defectTypes).toEqual(["crack"]);
    await writeFile(`${root}/a.csv`, "image,types\n1.png,gut;crack\n");
    await expect(manifestFrom(`${root}/a.csv`, { normal: "gut" })).rejects.toThrow(
      'expected either "gut" or types, got gut, crack in row 1',
    );
  });

  test("takes a number as the word for normal images, and a row without a label as unknown", async () => {
    const root = await tree({
      "a.csv": "image,label\n1.png,1\n2.png,0\n",
      "b.jsonl": '{"image":"1.png","label":1}\n{"image":"2.png","label":0}\n',
    });
    for (const file of ["a.csv", "b.jsonl"]) {
      const { samples } = await manifestFrom(`${root}/${file}`, { normal: "1" });
      expect(samples.map(({ label }) => label)).toEqual([0, 1]);
    }
    await writeFile(`${root}/a.csv`, "image,label\n1.png,gut\n2.png,\n");
    const { samples, warnings } = await manifestFrom(`${root}/a.csv`, { normal: "gut" });
    expect(samples.map(({ label }) => label)).toEqual([0, null]);
    expect(warnings).toEqual([
      "manifestFrom: nobody says of 1 images whether they are normal, the first 2.png: they are neither trained on nor judged by; fill in their label",
    ]);
  });

  test("says that no row is normal", async () => {
    const root = await tree({ "a.csv": "image,label\n1.png,gut\n2.png,crack\n" });
    const { warnings } = await manifestFrom(`${root}/a.csv`);
    expect(warnings).toEqual([
      "manifestFrom: no image is normal: no row has the label 0, good, normal or ok; name the label of normal images with { normal }",
    ]);
  });

  test("finds the masks of rows that name none in the folder of masks", async () => {
    const root = await imageTree("anno/x/1.png", "anno/2_mask.png", "own/3.png");
    await writeFile(
      `${root}/a.csv`,
      "image,types,mask\nx/1.jpg,crack,\ny/2.jpg,crack,\n3.jpg,crack,own/3.png\n4.jpg,crack,\n5.jpg,,\n",
    );
    const { samples } = await manifestFrom(`${root}/a.csv`, { masks: "anno" });
    expect(samples.map(({ mask }) => mask)).toEqual([
      "anno/x/1.png",
      "anno/2_mask.png",
      "own/3.png",
      null,
      null,
    ]);
  });

  test("labels rows of image and mask by what the mask shows, and says so", async () => {
    const root = await tree({
      "a.csv": "image,mask\na.png,a_mask.png\nb.png,b_mask.png\nc.png,\nd.png,lost.png\n",
      "a_mask.png": marks(),
      "b_mask.png": marks(0),
    });
    const { samples, warnings, origin, defectTypes } = await manifestFrom(`${root}/a.csv`);
    expect(samples.map(({ label, defectTypes }) => [label, defectTypes])).toEqual([
      [1, ["anomaly"]],
      [0, []],
      [null, []],
      [null, []], // its mask cannot be read
    ]);
    expect(defectTypes).toEqual(["anomaly"]);
    expect(warnings).toEqual([
      "manifestFrom: 3 rows have neither label nor types and are labelled by their masks: 1 anomalous, 1 normal because the mask marks no pixel",
      "manifestFrom: nobody says of 2 images whether they are normal, the first c.png: they are neither trained on nor judged by; fill in their label",
    ]);
    expect(origin?.normal).toBe("rows whose mask marks no pixel (masks were opened)");
  });

  test.each([
    { of: "an empty cell of a column of labels", list: "image,label\na.png,0\nb.png,\n", labels: [0, null] },
    { of: "no types, where there are labels", list: "image,label,types\na.png,0,\nb.png,,\n", labels: [0, null] },
    { of: "no types, where there are types alone", list: "image,types\na.png,crack\nb.png,\n", labels: [1, 0] },
    { of: "nothing, in a list of images alone", list: "image\na.png\nb.png\n", labels: [0, 0] },
  ])("takes $of as $labels.1", async ({ list, labels }) => {
    const { samples, warnings = [] } = await manifestFrom(`${await tree({ "a.csv": list })}/a.csv`);
    expect(samples.map(({ label }) => label)).toEqual(labels);
    expect(warnings.length > 0).toBe(labels[1] === null || !list.includes(","));
  }); // prettier-ignore

  test.each(["?", "nan", "NaN", "N/A", "unknown", "None"])(
    "takes the label %s as missing",
    async (word) => {
      const root = await tree({ "a.csv": `image,label,mask\na.png,0,${word}\nb.png,${word},\n` });
      const { samples, defectTypes } = await manifestFrom(`${root}/a.csv`);
      expect(samples.map(({ label, mask }) => [label, mask])).toEqual([
        [0, null],
        [null, null],
      ]);
      expect(defectTypes).toEqual([]);
    },
  );

  test("takes true and false as labels, not as types", async () => {
    const root = await tree({ "a.csv": "image,label\na.png,True\nb.png,FALSE\n" });
    const { samples } = await manifestFrom(`${root}/a.csv`);
    expect(samples.map(({ label, defectTypes }) => [label, defectTypes])).toEqual([
      [1, ["anomaly"]],
      [0, []],
    ]);
  });

  test("takes an empty array of types as no defect", async () => {
    const lines = '{"image":"a.png","label":0}\n{"image":"b.png","types":[]}\n{"image":"c.png"}\n';
    const { samples } = await manifestFrom(`${await tree({ "a.jsonl": lines })}/a.jsonl`);
    expect(samples.map(({ label }) => label)).toEqual([0, 0, null]);
  });

  test.each(["constructor", "__proto__", "toString", "valueOf"])(
    "takes %s as a column, a type, a category and a part like any other word",
    async (word) => {
      const csv = `image,${word},types,category,part\na.png,1,${word},${word},${word}\n`;
      const root = await tree({ "a.csv": csv });
      const manifest = await manifestFrom(`${root}/a.csv`);
      const [{ defectTypes, category, part }] = manifest.samples;
      expect([defectTypes, category, part]).toEqual([[word], word, word]);
      await saveManifest(`${root}/m.json`, manifest);
      expect((await readManifest(`${root}/m.json`)).samples).toEqual(manifest.samples);
    },
  );

  test("takes files outside of the root where that is allowed", async () => {
    const root = await tree({ "in/a.csv": "image\n../b.png\n" });
    const manifest = await manifestFrom(`${root}/in/a.csv`, { allowOutside: true });
    expect(manifest.samples[0].image).toBe("../b.png");
    await saveManifest(`${root}/in/m.json`, manifest);
    await expect(readManifest(`${root}/in/m.json`)).rejects.toThrow("image inside the root");
    const again = await readManifest(`${root}/in/m.json`, { allowOutside: true });
    expect(again.samples).toEqual(JSON.parse(JSON.stringify(manifest.samples)));
  });

  test("refuses a path that leads out of the root", async () => {
    const root = await tree({ "a.csv": "image\nx/../../secret.png\n" });
    await expect(manifestFrom(`${root}/a.csv`)).rejects.toThrow(
      `manifestFrom: expected a path below the root ${root}, got x/../../secret.png; name another { root }, or allow files elsewhere with { allowOutside: true } (--allow-outside), in row 1 of`,
    );
  });
});

describe("a list with columns of other names", () => {
  test("is no list of images alone: its columns are named and its labels unknown", async () => {
    const root = await tree({ "a.csv": "image,is_anomaly\n1.png,0\n2.png,1\n" });
    const { samples, warnings, origin } = await manifestFrom(`${root}/a.csv`);
    expect(samples.map(({ label }) => label)).toEqual([null, null]);
    expect(warnings?.[0]).toBe(
      "manifestFrom: the columns is_anomaly are not read; if one of them says which images are normal, name it label",
    );
    expect(origin?.normal).toBe("nothing in the list");
  });

  test("keeps its labels, and says nothing of the columns", async () => {
    const root = await tree({ "a.csv": "image,label,height\n1.png,0,16\n2.png,1,16\n" });
    const { samples, warnings } = await manifestFrom(`${root}/a.csv`);
    expect([samples.map(({ label }) => label), warnings]).toEqual([[0, 1], undefined]);
  });
});

describe("a list from a spreadsheet", () => {
  test("may write columns and sides in any case", async () => {
    const rows = ["Image,Label,Split", "1.png,OK,Train", "2.png,NG,Val", "3.png,#N/A,TEST"];
    const root = await tree({ "a.csv": rows.join("\r\n") });
    const { samples } = await manifestFrom(`${root}/a.csv`);
    expect(samples.map(({ label, defectTypes, split }) => [label, defectTypes, split])).toEqual([
      [0, [], "train"],
      [1, ["NG"], "validation"],
      [null, [], "test"],
    ]);
  });

  test("may not have a column twice", async () => {
    const root = await tree({ "a.csv": "image,label,Label\n1.png,0,1\n" });
    await expect(manifestFrom(`${root}/a.csv`)).rejects.toThrow(
      `manifestFrom: expected each column once in ${root}/a.csv, got label again`,
    );
  });
});
