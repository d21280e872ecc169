import { mkdtemp, readFile, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { readImage } from "@flawlens/datasets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import type { PredictionRecord } from "../predict/predictionRecord.ts";

/** A folder with a detector, photos of two lines, and one damaged photo. */
async function plant(): Promise<{ root: string; model: string; photos: string; out: string }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "flawlens-predict-")));
  const photos = join(root, "photos");
  await writeColours(photos, {
    "line1/calm.png": [10, 10, 0],
    "line1/red.png": [200, 0, 0],
    "line2/calm.jpg": [10, 10, 0],
    "line2/green.png": [0, 120, 255],
  });
  await writeFile(join(photos, "line1/damaged.png"), "no image");
  const model = await writeTinyModel(join(root, "run/detector.onnx"));
  return { root, model, photos, out: join(root, "out") };
}

let place: Awaited<ReturnType<typeof plant>>;

describe("flawlens predict", () => {
  beforeAll(async () => void (place = await plant()));
  afterAll(() => rm(place.root, { recursive: true, force: true }));

  test("says of each image what it is, scores all that can be read, and ends with 1 where one cannot", async () => {
    const { model, photos, out } = place;
    const { code, stdout, stderr } = await run("predict", photos, "--model", model, "--out", out);
    expect(code).toBe(1);
    const p = (name: string) => join(photos, name);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[1]).toMatch(new RegExp(`^${p("line1/damaged.png")}  undecided  .*damaged.png`));
    expect(lines.toSpliced(1, 1)).toEqual([
      `${p("line1/calm.png")}  normal  20 (threshold 80)`,
      `${p("line1/red.png")}  anomalous  200 (threshold 80)  red  1 region at x 0, y 0, 16 x 8 px`,
      `${p("line2/calm.jpg")}  normal  ${lines[3].split("  ")[2]}`,
      `${p("line2/green.png")}  anomalous  120 (threshold 80)  green  1 region at x 0, y 0, 16 x 8 px`,
    ]);
    expect(stderr).toMatch(/^scoring 5\/5 \| took /);
    expect(stderr).toMatch(
      /5 images in [^:]*, \d+ ms each: 2 anomalous, 2 normal, 1 undecided \(1 of them could not be read\)\noverlays in /,
    );
  });

  test("looks at tiles, and only where a file says", async () => {
    const { root, model, photos } = place;
    const look = join(root, "look.json");
    await writeFile(look, '{ "polygons": [[[0, 0], [8, 0], [8, 8], [0, 8]]] }');
    const args = ["predict", join(photos, "line1/red.png"), "--model", model, "--overlays", "none", "--json"]; // prettier-ignore
    const { stdout } = await run(...args, "--tiles", "8,0", "--look-at", look);
    const [{ note, regions }] = JSON.parse(stdout) as PredictionRecord[];
    expect(note).toMatch(/Only 50 % of the image was looked at; the rest is unknown\.$/);
    expect(regions).toMatchObject([{ x: 0, y: 0, width: 8, height: 8 }]);
    expect(await run(...args, "--tiles", "8")).toMatchObject({ code: 2, stderr: expect.stringContaining("size,overlap") }); // prettier-ignore
  });

  test("writes one overlay an image in its size, named so that each goes back to its source", async () => {
    const { root, model, photos } = place;
    const out = join(root, "one");
    await run("predict", photos, "--model", model, "--out", out);
    expect(await files(out)).toEqual([
      "photos/line1/calm.png",
      "photos/line1/red.png",
      "photos/line2/calm.jpg.png",
      "photos/line2/green.png",
    ]);
    const [calm, red] = [await readImage(join(out, "photos/line1/calm.png")), await readImage(join(out, "photos/line1/red.png"))]; // prettier-ignore
    expect([red.height, red.width]).toEqual([8, 16]);
    expect(Array.from(calm.data.slice(0, 3))).toEqual([10, 10, 0]); // a calm map leaves its image plain
    expect(Array.from(red.data.slice(0, 3))).not.toEqual([200, 0, 0]);
  });

  test.each([
    { overlays: "none", count: 0 },
    { overlays: "types", count: 3 },
  ])("--overlays $overlays writes $count pictures of an image of two types", async (row) => {
    const { root, model, photos } = place;
    const out = join(root, row.overlays);
    const red = join(photos, "line1/red.png");
    const args = ["--model", model, "--out", out, "--overlays", row.overlays];
    const { code } = await run("predict", red, ...args);
    expect(code).toBe(0);
    const all = ["line1/red.green.png", "line1/red.png", "line1/red.red.png"];
    expect(await files(out)).toEqual(all.slice(0, row.count));
  });

  test("takes the folder of a run, quoted patterns, and a list on standard input", async () => {
    const { root, photos } = place;
    const args = ["--model", join(root, "run"), "--overlays", "none", "-q"];
    const pattern = await run("predict", join(photos, "*/calm.*"), ...args);
    expect(pattern.stdout.match(/calm.* normal/g)).toHaveLength(2);
    const stdin = Readable.from([`${photos}/line1/red.png\n${photos}/line2\n${photos}/no.png\n`]);
    const list = await run(stdin, "predict", "-", ...args);
    expect(list.code).toBe(1); // a path that is not there is told of, and ends nothing
    expect(list.stdout.match(/ {2}(normal|anomalous|undecided) {2}/g)?.map((word) => word.trim())).toEqual(["anomalous", "normal", "anomalous", "undecided"]); // prettier-ignore
    expect(list.stderr).toBe("");
  });

  test.each(["json", "jsonl", "csv"])(
    "--%s writes to standard output, and to a file",
    async (format) => {
      const { root, model, photos } = place;
      const args = ["predict", photos, "--model", model, "--overlays", "none"];
      const { code, stdout, stderr } = await run(...args, `--${format}`);
      expect(code).toBe(1);
      const records = parse(format, stdout);
      expect(records.map(({ verdict }) => verdict)).toEqual(["normal", "undecided", "anomalous", "normal", "anomalous"]); // prettier-ignore
      expect(records[2].path).toBe(join(photos, "line1/red.png"));
      expect(stderr).toContain("line1/damaged.png");
      const file = join(root, `predictions.${format}`);
      const written = await run(...args, `--${format}`, file);
      expect(written.stdout).toBe("");
      const untimed = (list: PredictionRecord[]) => list.map((record) => ({ ...record, milliseconds: 0 })); // prettier-ignore
      expect(untimed(parse(format, await readFile(file, "utf8")))).toEqual(untimed(records));
      expect((await run(...args, `--${format}`, file)).code).toBe(1); // and again over it
    },
  );

  test("-, in place of a file, is standard output", async () => {
    const { model, photos } = place;
    const args = ["predict", join(photos, "line1/red.png"), "--model", model, "--overlays", "none"];
    const { stdout } = await run(...args, "--csv", "-");
    expect(parse("csv", stdout).map(({ verdict }) => verdict)).toEqual(["anomalous"]);
  });

  test("--json has the types, the regions and the reason", async () => {
    const { model, photos } = place;
    const file = join(photos, "line1/red.png");
    const { stdout } = await run("predict", file, "--model", model, "--overlays", "none", "--json");
    const [record] = JSON.parse(stdout) as PredictionRecord[];
    expect(record).toMatchObject({
      verdict: "anomalous",
      score: 200,
      threshold: 80,
      types: [
        { type: "red", verdict: "anomalous", score: 200, threshold: 100 },
        { type: "green", verdict: "normal", score: 0, threshold: 50 },
      ],
      regions: [{ type: "red", x: 0, y: 0, width: 16, height: 8, area: 128, peak: 200 }],
      note: "Anomalous: the score 200 reaches the threshold 80. Type: red. 1 region, at x 0, y 0.",
    });
    expect(record.milliseconds).toBeGreaterThan(0);
  });

  test("without a threshold an image is undecided, and says why", async () => {
    const { root, photos } = place;
    const any = { threshold: null, scoreRange: [20, 220], mapRange: [0, 400], mapThreshold: 150 };
    const model = await writeTinyModel(join(root, "open.onnx"), { any } as never);
    const file = join(photos, "line1/red.png");
    const { code, stdout } = await run("predict", file, "--model", model, "--overlays", "none", "--fail-on", "undecided"); // prettier-ignore
    expect(code).toBe(3);
    expect(stdout).toBe(`${file}  undecided  200 (no threshold)\n`);
  });

  test.each([
    { image: "line1/red.png", failOn: "anomaly", code: 3 },
    { image: "line1/calm.png", failOn: "anomaly", code: 0 },
  ])("--fail-on $failOn ends with $code for $image", async ({ image, failOn, code }) => {
    const { model, photos } = place;
    const args = ["--model", model, "--overlays", "none", "--fail-on", failOn];
    expect((await run("predict", join(photos, image), ...args)).code).toBe(code);
  });

  test("a type's name never leads out of --out, and two types with one file name have two files", async () => {
    const root = await temporaryFolder();
    await writeColours(root, { "part.png": [200, 120, 0] });
    const own = { threshold: 100, scoreRange: [0, 200], mapRange: [0, 255], mapThreshold: 100 };
    const types = ["../../../up", "___.._.._up"];
    const calibration = Object.fromEntries(types.map((type) => [type, own]));
    const model = await writeTinyModel(join(root, "m.onnx"), { types, calibration } as never);
    const args = ["--model", model, "--out", join(root, "a/b/out"), "--overlays", "types"];
    expect((await run("predict", join(root, "part.png"), ...args)).code).toBe(0);
    const written = await files(join(root, "a"));
    expect(written).toHaveLength(3);
    expect(written.every((name) => name.startsWith("b/out/"))).toBe(true);
    expect(await files(root)).toHaveLength(5); // with the model and the image
  });

  test("never scores its own overlays, and never writes over an image", async () => {
    const root = await temporaryFolder();
    await writeColours(root, { "photos/a.png": [200, 0, 0] });
    const model = await writeTinyModel(join(root, "run/detector.onnx"));
    const args = ["--model", model, "--out", join(root, "photos/out")];
    await run("predict", join(root, "photos"), ...args);
    const again = await run("predict", join(root, "photos"), ...args);
    expect(again.stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(again.stderr).toContain("note: passed over: 1 image or folder where overlays go");
    const before = await readFile(join(root, "photos/a.png"));
    const over = await run("predict", join(root, "photos"), "--model", model, "--out", root);
    expect(over.code).toBe(2);
    expect(over.stderr).toMatch(/got none in .*photos \(.*, which is written to\)/);
    expect(await readFile(join(root, "photos/a.png"))).toEqual(before);
  });

  test.each([
    {
      of: "no image",
      args: [],
      code: 2,
      says: "expected images, --watch DIR or --data DATA, got none of them",
    },
    { of: "a wrong path", args: ["no.png"], code: 2, says: "got no.png, which is not there" },
    { of: "two formats", args: ["x", "--json", "--csv"], code: 2, says: "got --json and --csv" },
    {
      of: "images that --json took",
      args: ["--json", "."],
      code: 2,
      says: "put the images before --json",
    },
    { of: "a wrong choice", args: ["x", "--overlays", "all"], code: 2, says: "Allowed choices are none, one, types" }, // prettier-ignore
  ])("refuses $of", async ({ args, code, says }) => {
    const result = await run("predict", "--model", place.model, ...args);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(says);
  });

  test("refuses a model that is not there, or is none", async () => {
    const { photos } = place;
    const missing = await run("predict", photos, "--model", "no.onnx");
    expect([missing.code, missing.stderr]).toEqual([2, "error: --model: expected a detector.onnx or the folder of a run, got no.onnx, which is not there\n"]); // prettier-ignore
    const other = await run("predict", photos, "--model", join(photos, "line1/red.png"));
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("red.png");
  });
});

async function files(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** Path, verdict and time are all that the formats have in common. */
function parse(format: string, text: string): PredictionRecord[] {
  if (format === "json") return JSON.parse(text) as PredictionRecord[];
  const [first, ...lines] = text.trimEnd().split("\n");
  if (format === "jsonl") return [first, ...lines].map((line) => JSON.parse(line) as PredictionRecord); // prettier-ignore
  expect(first).toMatch(/^path,verdict,/);
  return lines.map((line) => {
    const [path, verdict] = line.split(",");
    return { path, verdict } as PredictionRecord;
  });
}
