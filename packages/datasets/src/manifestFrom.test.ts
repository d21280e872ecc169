import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tree } from "../test/tree.ts";
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
      message: 'expected label 0 or 1, got "2" in row 1',
    },
    {
      name: "a.csv",
      content: "image\nx\nx\n",
      message: 'expected an id of its own, got "x" again in row 2',
    },
    {
      name: "a.csv",
      content: "image,split\nx,val\n",
      message: 'expected split train, validation or test, got "val" in row 1',
    },
    {
      name: "a.csv",
      content: "image,label,types\nx,0,crack\n",
      message: "expected no types as its label is 0, got crack in row 1",
    },
    { name: "a.jsonl", content: '{"image":3}', message: "expected text as image, got 3 in row 1" },
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
      `manifestFrom: expected a path below the root ${root}, got /elsewhere/1.png; say { root }, in row 1 of`,
    );
  });

  test("reads cells separated by semicolons or tabs where told so, and names them where not", async () => {
    const root = await tree({ "a.csv": 'image;types\n1.png;"crack;dent"\n' });
    const { samples } = await manifestFrom(`${root}/a.csv`, { delimiter: ";" });
    expect(samples[0].defectTypes).toEqual(["crack", "dent"]);
    await writeFile(`${root}/a.csv`, "image;types\n1.png;crack\n");
    await expect(manifestFrom(`${root}/a.csv`)).rejects.toThrow(
      'got image;types; cells have to be separated by ","',
    );
  });
});
