import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { tinySettings, withDescriber } from "../../test/tinyDescriber.ts";
import { writeTinyModel } from "../../test/tinyModel.ts";

const place = withDescriber(tinySettings);
let photos: string;
let args: string[];

/** A black image of 64 x 64 px with red squares at these places. */
async function writeSquares(file: string, squares: [x: number, y: number, side: number][]) {
  const data = new Uint8Array(64 * 64 * 3);
  for (const [x, y, side] of squares)
    for (let row = y; row < y + side; row++)
      for (let column = x; column < x + side; column++) data[3 * (64 * row + column)] = 255;
  await sharp(data, { raw: { height: 64, width: 64, channels: 3 } }).toFile(file);
}

interface Explained {
  path: string;
  verdict: string;
  note: string;
  regions: { x: number; y: number; area: number; types: string[]; descriptions: { description: string }[] }[]; // prettier-ignore
}

describe("flawlens explain", () => {
  beforeAll(async () => {
    photos = join(place.root, "photos");
    await mkdir(photos);
    // Of the tiny detector's map of 2 x 2 cells, each square raises one: red from 10 on the mean, from 60 on the cell.
    await writeSquares(join(photos, "calm.png"), []);
    await writeSquares(join(photos, "one.png"), [[4, 4, 24]]);
    await writeSquares(join(photos, "two.png"), [[0, 0, 30], [34, 34, 30]]); // prettier-ignore
    await writeFile(join(photos, "damaged.png"), "no image");
    const own = { threshold: 10, scoreRange: [0, 200], mapRange: [0, 255], mapThreshold: 60 };
    const changes = { calibration: { red: own, green: own }, any: own };
    const detector = await writeTinyModel(join(place.root, "run/detector.onnx"), changes as never);
    args = ["--detector", detector, "--model", place.whole];
  });

  test("prints what was found where, in words, and goes on after what cannot be read", async () => {
    const out = join(place.root, "out");
    const { code, stdout, stderr } = await run("explain", photos, ...args, "--out", out);
    expect(code).toBe(1); // one image is damaged
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/calm\.png {2}normal {2}0 \(threshold 10\)$/);
    expect(lines[1]).toMatch(/damaged\.png {2}undecided {2}/);
    expect(lines[2]).toMatch(/one\.png {2}anomalous {2}[\d.]+ \(threshold 10\) {2}red$/);
    expect(lines[3]).toMatch(/^ {2}1\. .* on .* \(-?\d\.\d\d\) at x 0, y 0, \d+ x \d+ px, \d+ pixels$/); // prettier-ignore
    expect(stderr).toMatch(
      /explaining 4\/4 [^]*4 images.*: 2 anomalous, 1 normal, 1 undecided \(1 of/,
    );
    expect((await readdir(join(out, "photos"))).toSorted()).toEqual([
      "calm.png",
      "one.png",
      "two.png",
    ]);
    const page = await readFile(join(out, "explain.html"), "utf8");
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).toContain("Anomalous: the score ");
    expect(page).not.toMatch(/(src|href)="http/);
  });

  test("--json has every region with its place, the detector's types and the nearest descriptions", async () => {
    const two = join(photos, "two.png");
    const { stdout } = await run("explain", two, ...args, "--out", join(place.root, "json"), "--json"); // prettier-ignore
    const [{ verdict, regions }] = JSON.parse(stdout) as Explained[];
    expect(verdict).toBe("anomalous");
    expect(regions.map(({ x, y }) => [x < 32, y < 32])).toContainEqual([true, true]);
    for (const { types, descriptions } of regions) {
      expect(types).toEqual(["red"]);
      expect(descriptions).toHaveLength(5);
    }
  });

  test("describes the largest region where all are small, and none below a size that was asked for", async () => {
    const one = join(photos, "one.png");
    const out = ["--out", join(place.root, "small")];
    const none = await run("explain", one, ...args, ...out, "--min-pixels", "5000");
    // In words why not: the map's regions are there, and smaller.
    expect(none.stdout).toMatch(
      /one\.png {2}anomalous .*\n {2}Anomalous: the score .*1 region, at x /,
    );
  });

  test.each([
    { of: "a detector that is not there", change: ["--detector", "no.onnx"], code: 2, says: "--detector: expected a detector.onnx" }, // prettier-ignore
    { of: "a model that is none", change: ["--model", import.meta.filename], code: 1, says: "expected a region describer" }, // prettier-ignore
  ])("refuses $of", async ({ change, code, says }) => {
    const result = await run("explain", photos, ...args, ...change);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(says);
  });
});
