import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { serveFolder } from "../../test/serveFolder.ts";
import { sharedFolder } from "../../test/sharedFolder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";

const folder = sharedFolder();
const at = (name: string) => join(folder(), name);
const kinds = ["good", "red", "green", "?", "red", "1", "good", "green", "good"] as const;
const colourOf = { good: [20, 9], red: [200, 3], green: [8, 180], "1": [90, 95], "?": [40, 2] };
/** Nine images of two categories, some without a type, a label or a mask. */
beforeAll(async () => {
  await writeTinyModel(at("detector.onnx"));
  const colours = kinds.map((kind, i) => [`${i}.png`, [colourOf[kind][0] + i, colourOf[kind][1] + i, 0]] as const); // prettier-ignore
  await writeColours(at("parts"), { ...Object.fromEntries(colours), "mask.png": [255, 255, 255] });
  const rows = colours.map(([name], i) => {
    const mask = kinds[i] === "red" || i === 2 ? "mask.png" : "";
    return `${name},${kinds[i]},${mask},${i % 2 ? "cap" : "tile"}`;
  });
  await writeFile(at("parts/list.csv"), ["image,label,mask,category", ...rows].join("\n"));
});

const what = () => ["--model", at("detector.onnx"), "--data", at("parts/list.csv")];
const evaluate = (...args: string[]) => run("evaluate", ...what(), ...args);
const merge = (dir: string, ...args: string[]) => run("merge", dir, ...what(), ...args);

/** The files of a result without the time that it took. */
async function result(out: string): Promise<{ results: unknown; page: string }> {
  const text = await readFile(join(out, "results.json"), "utf8");
  const results = JSON.parse(text) as { seconds: { evaluate: number } };
  const page = await readFile(join(out, "report.html"), "utf8");
  return {
    results: { ...results, seconds: null },
    page: page.replace(/[^,]+ to evaluate/, "some time to evaluate"),
  };
}

describe("flawlens merge", () => {
  test.each([
    { of: "ranked", limit: [] },
    { of: "counted", limit: ["--exact-pixels", "100"] },
  ])(
    "of evaluations gives table, results and report of one machine, pixels $of",
    async ({ limit }) => {
      const [one, many] = [await temporaryFolder(), await temporaryFolder()];
      const whole = await evaluate("--out", one, ...limit);
      for (const shard of ["3/3", "1/3", "2/3"])
        expect((await evaluate("--out", many, "--shard", shard, ...limit)).code).toBe(0);
      const merged = await merge(many, ...limit);
      expect(merged.code).toBe(0);
      expect(merged.stdout).toBe(whole.stdout);
      expect(await result(many)).toEqual(await result(one));
      expect((await readdir(many)).toSorted()).toEqual(["report.html", "results.json", "shards"]);
    },
  );

  test("of predictions gives one list in the order of the data set, of images that cannot be read too", async () => {
    const data = await temporaryFolder();
    await cp(at("parts"), data, { recursive: true });
    await writeFile(join(data, "4.png"), "no image");
    const list = ["--data", join(data, "list.csv"), "--model", at("detector.onnx")];
    const one = await run("predict", ...list, "--overlays", "none", "--jsonl");
    const out = await temporaryFolder();
    const part = await run("predict", ...list, "--out", out, "--shard", "all/3");
    expect(part.code).toBe(0); // of the shard, which is done
    expect(part.stderr).toMatch(/4\.png.*no image|expected an image in .*4\.png/s);
    const merged = await run("merge", out, ...list.slice(0, 2));
    expect(merged.code).toBe(1);
    expect(merged.stderr).toMatch(/9 images in [^:]*: .* \(1 of them could not be read\)/);
    const lines = (text: string) =>
      text.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
    const found = lines(await readFile(join(out, "predictions.jsonl"), "utf8"));
    expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, i) => `${i}.png`));
    const alike = lines(one.stdout).map(({ path, milliseconds, note, ...record }) => {
      expect(milliseconds === null).toBe((record.types as []).length === 0);
      const id = (path as string).slice(data.length + 1);
      return { id, path: id, note: (note as string).replaceAll(path as string, id), ...record };
    });
    expect(found).toEqual(alike);
  });

  test("of data on HTTP gives the same predictions", async () => {
    const address = await serveFolder(at("parts"));
    const of = async (data: string) => {
      const out = await temporaryFolder();
      const predict = ["predict", "--model", at("detector.onnx"), "--data", data, "--out", out];
      expect((await run(...predict, "--shard", "all/2")).code).toBe(0);
      expect((await run("merge", out, "--data", data)).code).toBe(0);
      return readFile(join(out, "predictions.jsonl"), "utf8");
    };
    expect(await of(`${address}/list.csv`)).toBe(await of(at("parts/list.csv")));
  });

  test("lists what is missing, damaged, or of another detector, options or images, and writes nothing", async () => {
    const out = await temporaryFolder();
    const shardsOf = (...args: string[]) => evaluate("--out", out, "--shard", ...args);
    await shardsOf("all/5");
    const shard = (i: number, name = "") => join(out, `shards/${i}-of-5`, name);
    await rm(shard(1), { recursive: true });
    await rm(shard(2, "pixels.bin"));
    const pixels = await readFile(shard(3, "pixels.bin"));
    pixels[9] ^= 1;
    await writeFile(shard(3, "pixels.bin"), pixels);
    const seal = await readFile(shard(4, "shard.json"), "utf8");
    const sealed = async (from: string | RegExp, to: string) => {
      await writeFile(shard(4, "shard.json"), seal.replace(from, to));
      const { code, stderr, stdout } = await merge(out);
      expect([code, stdout, await readdir(out)]).toEqual([1, "", ["shards"]]);
      return stderr;
    };
    const told = await sealed(/"detector": "[^"]+"/, '"detector": "other"');
    expect(told).toContain("expected all 5 shards in");
    expect(told).toContain("got 1 that can be merged\n  missing: 1\n");
    expect(told).toContain("  2: damaged: pixels.bin is missing");
    expect(told).toContain("  3: damaged: pixels.bin differs from its checksum");
    expect(told).toContain("  4: done with another detector file than --model");
    expect(told).toContain("do these with --shard i/5");
    for (const [from, to, message] of [
      [
        /"data": "[^"]+"/,
        '"data": "0"',
        "done with other images than those that --data and its options name",
      ],
      ['"pixels.bin"', '"../../../pixels.bin"', 'damaged: shard.json names "../../../pixels.bin"'],
      ['"index": 4', '"index": 5', "damaged: shard.json is that of shard 5-of-5"],
      ["{", "", "damaged: shard.json is not JSON"],
      ['"unread": 0', '"unread": -1', "damaged: shard.json is not as it was written: unread"],
    ] as const)
      expect(await sealed(from, to)).toContain(`  4: ${message}`);
    const other = await sealed('"options": {}', '"options": {"tiles": 1}');
    expect(other).toContain("  5: done with other options ({}), unlike shard 4");
    await writeFile(shard(4, "shard.json"), seal);
    // What the message says to do is enough.
    for (const i of ["1/5", "2/5", "3/5"]) expect((await shardsOf(i)).code).toBe(0);
    expect((await merge(out)).code).toBe(0);
  });

  test("refuses shards of several numbers, of none, and of evaluations without the detector", async () => {
    const out = await temporaryFolder();
    expect((await merge(out)).stderr).toContain("expected shards in");
    await evaluate("--out", out, "--shard", "1/1");
    const bare = await run("merge", out, "--data", at("parts/list.csv"));
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining("--model: expected the detector")]); // prettier-ignore
    await cp(join(out, "shards/1-of-1"), join(out, "shards/2-of-3"), { recursive: true });
    expect((await merge(out)).stderr).toContain("got some of 1 and 3; remove those of one");
  });
});
