import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { tree } from "../test/tree.ts";
import { readManifest } from "./readManifest.ts";

const good = manifestOf([{}, { defectTypes: ["crack"] }]);
const withSample = (change: object) => ({
  ...good,
  samples: [good.samples[0], { ...good.samples[1], ...change }],
});

describe("readManifest", () => {
  test.each([
    { of: "an array", content: [], message: "an object, got []" },
    { of: "no name", content: { ...good, name: 3 }, message: "a string name, got 3" },
    {
      of: "no samples",
      content: { ...good, samples: undefined },
      message: "an array of samples, got nothing",
    },
    {
      of: "a sample that is null",
      content: { ...good, samples: [null] },
      message: "samples[0] with an object, got null",
    },
    {
      of: "a sample that is a list",
      content: { ...good, samples: [[]] },
      message: "samples[0] with an object, got []",
    },
    {
      of: "a label 2",
      content: withSample({ label: 2 }),
      message: "samples[1] with label 0, 1 or null, got 2",
    },
    {
      of: "an unknown split",
      content: withSample({ split: "val" }),
      message: 'samples[1] with split train, validation or test, got "val"',
    },
    {
      of: "a type that is not listed",
      content: withSample({ defectTypes: ["dent"] }),
      message: `samples[1] with defectTypes among the manifest's, got ["dent"]`,
    },
    {
      of: "a normal sample with a type",
      content: withSample({ label: 0 }),
      message: 'samples[1] with no defectTypes as its label is 0, got ["crack"]',
    },
    {
      of: "a category that is not listed",
      content: withSample({ category: "nut" }),
      message: 'samples[1] with a category among categories, got "nut"',
    },
    {
      of: "no mask entry",
      content: withSample({ mask: undefined }),
      message: "samples[1] with a string mask or null, got nothing",
    },
    {
      of: "an image outside of the root",
      content: withSample({ image: "x/../../secret.png" }),
      message: 'samples[1] with a path image inside the root, got "x/../../secret.png"',
    },
    {
      of: "a mask outside of the root",
      content: withSample({ mask: "..\\secret.png" }),
      message: 'samples[1] with a path mask inside the root, got "..\\\\secret.png"',
    },
    {
      of: "an origin without masks",
      content: { ...good, origin: { normal: "all", types: "none" } },
      message: 'strings normal, types and masks in origin, got {"normal":"all","types":"none"}',
    },
    {
      of: "something left out without a reason",
      content: { ...good, leftOut: [{ path: "old" }] },
      message: 'a path and a reason in each of leftOut, got [{"path":"old"}]',
    },
    { of: "a hash that is none", content: { ...good, hash: 3 }, message: "a string hash, got 3" },
    {
      of: "splits it does not know",
      content: { ...good, splits: "mine" },
      message: 'splits published, none or made, got "mine"',
    },
    {
      of: "mask classes that are no numbers",
      content: { ...good, maskClasses: { crack: ["1"] } },
      message: 'numbers for each type in maskClasses, got {"crack":["1"]}',
    },
    {
      of: "folders besides that are no names",
      content: { ...good, besides: "ori" },
      message: 'strings in besides, got "ori"',
    },
    {
      of: "a provenance that is a word",
      content: { ...good, provenance: "me" },
      message: 'an object as provenance, got "me"',
    },
    {
      of: "two samples of one id",
      content: withSample({ id: "s0" }),
      message: 'samples[1] with an id of its own, got "s0" again',
    },
  ])("refuses $of", async ({ content, message }) => {
    const root = await tree({ "m.json": JSON.stringify(content) });
    const file = join(root, "m.json");
    await expect(readManifest(file)).rejects.toThrow(
      new Error(`readManifest: expected ${message} in ${file}`),
    );
  });

  test.each<[change: object, message: string]>([
    [{ root: null }, "a string root, got null"],
    [{ layout: ["x"] }, 'a string layout, got ["x"]'],
    [{ defectTypes: "crack" }, 'strings in defectTypes, got "crack"'],
    [{ defectTypes: ["crack", 1] }, 'strings in defectTypes, got ["crack",1]'],
    [{ categories: undefined }, "strings in categories, got nothing"],
    [{ warnings: [1] }, "strings in warnings, got [1]"],
    [{ origin: null }, "strings normal, types and masks in origin, got null"],
    ...["normal", "types", "masks"].map((key): [object, string] => {
      const origin = { normal: "a", types: "b", masks: "c", [key]: 1 };
      return [{ origin }, `strings normal, types and masks in origin, got ${JSON.stringify(origin)}`];
    }),
    [{ leftOut: {} }, "a path and a reason in each of leftOut, got {}"],
    [{ leftOut: [null] }, "a path and a reason in each of leftOut, got [null]"],
    [{ leftOut: [{ reason: "old" }] }, 'a path and a reason in each of leftOut, got [{"reason":"old"}]'],
    [{ maskClasses: [] }, "numbers for each type in maskClasses, got []"],
    [{ maskClasses: { crack: 1 } }, 'numbers for each type in maskClasses, got {"crack":1}'],
    [{ provenance: [] }, "an object as provenance, got []"],
    [{ maskThreshold: "128" }, 'a number maskThreshold, got "128"'],
    [{ besides: "x".repeat(58) }, `strings in besides, got "${"x".repeat(58)}"`],
    [{ besides: "x".repeat(59) }, `strings in besides, got "${"x".repeat(56)}...`],
    ...(
      [
        [{ id: "" }, 'a string id, got ""'],
        [{ id: 7 }, "a string id, got 7"],
        [{ image: "" }, 'a string image, got ""'],
        [{ part: 7 }, "a string part or none, got 7"],
        [{ view: null }, "a string view or none, got null"],
        [{ mask: 7 }, "a string mask or null, got 7"],
        [{ mask: "m", moreMasks: "n" }, 'paths in moreMasks besides a mask, got "n"'],
        [{ mask: null, moreMasks: ["n"] }, 'paths in moreMasks besides a mask, got ["n"]'],
        [{ mask: "m", moreMasks: ["../n"] }, 'a path moreMasks inside the root, got "../n"'],
        [{ category: 7 }, "a category among categories, got 7"],
        [{ defectTypes: "crack" }, 'defectTypes among the manifest\'s, got "crack"'],
        [{ label: null }, 'no defectTypes as its label is null, got ["crack"]'],
      ] as const
    ).map(([change, message]): [object, string] => [withSample(change), `samples[1] with ${message}`]),
  ])("refuses %j", async (change, message) => {
    const file = join(await tree({ "m.json": JSON.stringify({ ...good, ...change }) }), "m.json");
    await expect(readManifest(file)).rejects.toThrow(
      new Error(`readManifest: expected ${message} in ${file}`),
    );
  }); // prettier-ignore

  test("takes all that a manifest may say", async () => {
    const whole = {
      ...withSample({ mask: "m.png", moreMasks: ["n.png"], part: "p", view: "v" }),
      warnings: ["w"],
      besides: ["b"],
      leftOut: [{ path: "p", reason: "r" }],
      hash: "h",
      origin: { normal: "a", types: "b", masks: "c" },
      splits: "made",
      provenance: {},
      maskClasses: { crack: [1, 2] },
      maskThreshold: 128,
    };
    const root = await tree({ "m.json": JSON.stringify({ ...whole, root: "." }) });
    expect(await readManifest(join(root, "m.json"))).toEqual({ ...whole, root });
    const outside = { ...withSample({ image: "../a.png" }), root: "." };
    await writeFile(join(root, "o.json"), JSON.stringify(outside));
    const read = await readManifest(join(root, "o.json"), { allowOutside: true });
    expect(read.samples).toEqual(outside.samples);
  });

  test("takes images on a server, by an address without a key in it", async () => {
    const rootOf = async (root: string) =>
      (await readManifest(join(await tree({ "m.json": JSON.stringify({ ...good, root }) }), "m.json"))).root; // prettier-ignore
    expect(await rootOf("https://host/images/")).toBe("https://host/images");
    expect(await rootOf("s3://bucket/images")).toBe("s3://bucket/images");
    await expect(rootOf("https://me:key@host/images")).rejects.toThrow(
      "readManifest: expected an address such as https://host/folder/list.csv, got a name and password in it",
    );
  });

  test("refuses a missing file and one that is not JSON, by name", async () => {
    const root = await tree({ "torn.json": '{"name": "te' });
    await expect(readManifest(join(root, "none.json"))).rejects.toThrow(
      `readManifest: expected a manifest at ${join(root, "none.json")}, got ENOENT`,
    );
    await expect(readManifest(join(root, "torn.json"))).rejects.toThrow(
      `readManifest: expected JSON in ${join(root, "torn.json")}, got `,
    );
  });

  test("gives a manifest or an error that names the file, whatever the JSON", async () => {
    const root = await tree();
    const file = join(root, "m.json");
    const anySample = fc.record({
      id: fc.oneof(fc.string(), fc.integer()),
      label: fc.constantFrom(0, 1, 2, null),
      split: fc.constantFrom("train", "x"),
      category: fc.constantFrom("thing", 1),
      defectTypes: fc.oneof(fc.jsonValue(), fc.constant([])),
      image: fc.string(),
      mask: fc.oneof(fc.string(), fc.constant(null)),
    });
    const anyManifest = fc.oneof(
      fc.jsonValue(),
      fc.array(anySample, { maxLength: 3 }).map((samples) => Object.assign({}, good, { samples })),
    );
    await fc.assert(
      fc.asyncProperty(anyManifest, async (content) => {
        await writeFile(file, JSON.stringify(content));
        const outcome = await readManifest(file).then(
          ({ samples }) =>
            samples.every((sample) => [0, 1, null].includes(sample.label)) ? "read" : "let through",
          (error: Error) => (error.message.includes(file) ? "refused" : error.message),
        );
        expect(["read", "refused"]).toContain(outcome);
      }),
      { numRuns: 200 },
    );
  });
});
