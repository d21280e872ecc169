import { describe, expect, test } from "vitest";
import { realData } from "../../test/realData.ts";
import { tree } from "../../test/tree.ts";
import { loadDataset } from "../loadDataset.ts";
import { readSample } from "../readSample.ts";
import { visa } from "./visa.ts";

const annotations =
  "image,label,mask\n" +
  "nut/Data/Images/Normal/1.JPG,normal,\n" +
  "nut/Data/Images/Normal/2.JPG,normal,\n" +
  'nut/Data/Images/Anomaly/3.JPG,"bent,small hole",nut/Data/Masks/Anomaly/3.png\n';
const oneClass =
  "object,split,label,image,mask\n" +
  "nut,train,normal,nut/Data/Images/Normal/2.JPG,\n" +
  "nut,test,anomaly,nut/Data/Images/Anomaly/3.JPG,nut/Data/Masks/Anomaly/3.png\n";

describe("visa", () => {
  test("joins the published annotations and split", async () => {
    const root = await tree({
      "nut/image_anno.csv": annotations,
      "split_csv/1cls.csv": oneClass,
      "LICENSE/text.txt": "",
    });
    const manifest = await visa(root);
    expect(manifest.categories).toEqual(["nut"]);
    expect(manifest.defectTypes).toEqual(["bent", "small hole"]);
    expect(manifest.splits).toBe("published");
    expect(manifest.samples).toEqual([
      {
        id: "nut/Normal/2",
        category: "nut",
        split: "train",
        label: 0,
        defectTypes: [],
        image: "nut/Data/Images/Normal/2.JPG",
        mask: null,
      },
      {
        id: "nut/Anomaly/3",
        category: "nut",
        split: "test",
        label: 1,
        defectTypes: ["bent", "small hole"],
        image: "nut/Data/Images/Anomaly/3.JPG",
        mask: "nut/Data/Masks/Anomaly/3.png",
      },
    ]);
  });

  test("takes every annotated image where no split is published", async () => {
    const manifest = await visa(await tree({ "nut/image_anno.csv": annotations }));
    expect(manifest.samples.map((sample) => sample.split)).toEqual(["train", "train", "train"]);
    expect(manifest.splits).toBe("none");
  });

  test.each<{ files: Record<string, string>; message: string }>([
    { files: {}, message: "expected folders with an image_anno.csv" },
    { files: { "nut/image_anno.csv": "image,mask\n" }, message: "expected a column label in" },
    {
      files: { "nut/image_anno.csv": "image,label,mask\n,normal,\n" },
      message: "expected the name of an image in",
    },
    {
      files: { "nut/image_anno.csv": "image,label,mask\nnut/1.JPG,normal,\nnut/1.png,bent,\n" },
      message: "expected one image nut/1 in",
    },
    {
      files: {
        "nut/image_anno.csv": annotations,
        "split_csv/1cls.csv": "image,split\nnut/x.JPG,test\n",
      },
      message: "expected nut/x.JPG of",
    },
    {
      files: {
        "nut/image_anno.csv": annotations,
        "split_csv/1cls.csv": "image,split\nnut/Data/Images/Normal/2.JPG,val\n",
      },
      message: 'expected split train or test for nut/Data/Images/Normal/2.JPG, got "val"',
    },
  ])("refuses: $message", async ({ files, message }) => {
    await expect(visa(await tree(files))).rejects.toThrow(`visa: ${message}`);
  });

  const real = realData("visa");
  test.skipIf(real.absent)("reads the real macaroni1, types and class-id masks", async () => {
    const manifest = await visa(real.path);
    const count = (split: string, label: number) =>
      manifest.samples.filter((s) => s.split === split && s.label === label).length;
    expect([count("train", 0), count("test", 0), count("test", 1)]).toEqual([110, 40, 100]);
    expect(manifest.samples.filter((s) => s.defectTypes.length === 2)).toHaveLength(20);
    expect(manifest.defectTypes).toHaveLength(6);
    const chipped = manifest.samples.find((sample) => sample.id === "macaroni1/Anomaly/000")!;
    const whole = await readSample(manifest, chipped);
    expect(whole.mask?.data.reduce((sum, on) => sum + on, 0)).toBe(281);
    const maskClasses = { "chip around edge and corner": [1], "small scratches": [6] };
    const of = async (defectType: string) =>
      (await readSample({ ...manifest, maskClasses }, chipped, { defectType })).mask!.data;
    expect((await of("chip around edge and corner")).includes(1)).toBe(true);
    expect((await of("small scratches")).includes(1)).toBe(false);

    const fewShot = await visa(real.path, { protocol: "2cls_highshot" });
    const anomalousTrain = fewShot.samples.filter((s) => s.split === "train" && s.label === 1);
    expect(anomalousTrain).toHaveLength(60);
  });
});

describe("one object of VisA", () => {
  test("is in no split where none is published", async () => {
    const root = await tree({ "nut/image_anno.csv": annotations });
    expect((await loadDataset(`${root}/nut`)).splits).toBe("none");
  });

  test("is read alone, its split taken from beside it", async () => {
    const root = await tree({ "nut/image_anno.csv": annotations, "split_csv/1cls.csv": oneClass });
    const whole = await visa(root);
    const alone = await loadDataset(`${root}/nut`);
    expect(alone.root).toBe(`${root}/nut`);
    expect(alone.splits).toBe("published");
    const inside = (path: string | null) => path && path.replace("nut/", "");
    expect(alone.samples).toEqual(
      whole.samples.map((s) => ({ ...s, image: inside(s.image), mask: inside(s.mask) })),
    );
  });

  test("cannot lead out of its folder", async () => {
    const root = await tree({ "nut/image_anno.csv": "image,label,mask\nnut/../x.jpg,normal,\n" });
    await expect(visa(`${root}/nut`)).rejects.toThrow("visa: expected only files inside");
  });

  test("is refused under another name than its paths have", async () => {
    const root = await tree({ "bolt/image_anno.csv": annotations });
    await expect(visa(`${root}/bolt`)).rejects.toThrow(
      `visa: expected paths that start with bolt/ in ${root}/bolt/image_anno.csv, got nut/Data/Images/Normal/1.JPG`,
    );
  });
});

describe("a category of VisA", () => {
  const row = (object: string, label: string) =>
    `image,label,mask\n${object}/Data/Images/1.JPG,${label},\n`;

  test("is read without the tables of the others, whatever its name", async () => {
    const root = await tree({
      "constructor/image_anno.csv": row("constructor", "__proto__"),
      "nut/image_anno.csv": "broken",
      "docs/notes.txt": "",
    });
    const { samples, categories, besides, leftOut } = await visa(root, { category: "constructor" });
    expect([categories, samples[0].defectTypes]).toEqual([["constructor"], ["__proto__"]]);
    expect(besides).toEqual(["nut"]);
    expect(leftOut).toEqual([{ path: "docs", reason: "a folder without image_anno.csv" }]);
  });

  test.each(["", "?", "unknown", "n/a"])(
    "is of unknown label where the table says '%s'",
    async (label) => {
      const root = await tree({ "nut/image_anno.csv": row("nut", label) });
      const { samples, warnings } = await visa(root);
      expect(samples[0]).toMatchObject({ label: null, defectTypes: [] });
      expect(warnings?.[0]).toContain("nobody says of 1 images whether they are normal");
    },
  );

  test.each([
    { label: "bent", types: ["bent"] },
    { label: '"bent, chip,bent"', types: ["bent", "chip"] },
  ])("is anomalous where the table says '$label'", async ({ label, types }) => {
    const root = await tree({ "nut/image_anno.csv": row("nut", label) });
    expect((await visa(root)).samples[0]).toMatchObject({ label: 1, defectTypes: types });
  });

  test.each(["Normal", "good", "OK"])("is normal where the table says '%s'", async (label) => {
    const root = await tree({ "nut/image_anno.csv": row("nut", label) });
    expect((await visa(root)).samples[0]).toMatchObject({ label: 0, defectTypes: [] });
  });
});

describe("a table of VisA from a spreadsheet", () => {
  test("may have a byte order mark, semicolons and line ends of Windows", async () => {
    const rows = ["image;label;mask", "nut/1.JPG;normal;", 'nut/2.JPG;"chip, deep";nut/2.png'];
    const root = await tree({ "nut/image_anno.csv": `\ufeff${rows.join("\r\n")}\r\n` });
    const { samples } = await visa(root);
    expect(samples.map(({ image, defectTypes, mask }) => [image, defectTypes, mask])).toEqual([
      ["nut/1.JPG", [], null],
      ["nut/2.JPG", ["chip", "deep"], "nut/2.png"],
    ]);
  });
});

describe("a split of VisA of another name", () => {
  test("is told of and not used, unless it is named", async () => {
    const root = await tree({ "nut/image_anno.csv": annotations, "split_csv/mine.csv": oneClass });
    const { splits, warnings } = await visa(root);
    expect(splits).toBe("none");
    expect(warnings).toEqual([
      expect.stringContaining("visa: split_csv has no 1cls.csv, but mine"),
    ]);
    expect((await visa(root, { protocol: "mine" })).splits).toBe("published");
    await expect(visa(root, { protocol: "yours" })).rejects.toThrow(
      "visa: expected a protocol among mine, got yours",
    );
  });
});
