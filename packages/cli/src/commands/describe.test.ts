import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRegions, regionMask } from "@flawlens/alphaclip";
import type { RankedDescription, RegionRecord } from "@flawlens/alphaclip";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { tinySettings, withDescriber } from "../../test/tinyDescriber.ts";
import { checkpointIn } from "../run/runFolder.ts";

const place = withDescriber(tinySettings);
let region: RegionRecord;
let image: string;
let common: string[];

/** A mask as a file. */
async function writeMask(
  name: string,
  data: Uint8Array,
  { height, width } = region,
): Promise<string> {
  const file = join(place.root, name);
  const grey = data.map((bit) => 255 * bit);
  await sharp(grey, { raw: { height, width, channels: 1 } }).toFile(file);
  return file;
}

describe("flawlens describe", () => {
  beforeAll(async () => {
    const { root, regions } = await readRegions(join(place.whole, "regions.json"));
    region = regions.find(({ split }) => split === "test")!;
    image = join(root, region.image);
    common = ["describe", image, "--model", place.whole];
  });

  test("lists the nearest descriptions for a mask, a box or a point", async () => {
    const { x, y, width, height } = region.box;
    const mask = await writeMask("mask.png", regionMask(region).data);
    for (const where of [
      ["--mask", mask],
      ["--box", `${x},${y},${width},${height}`],
      ["--point", `${x},${y}`],
    ]) {
      // prettier-ignore
      const { code, stdout, stderr } = await run(...common, ...where);
      expect(code).toBe(0);
      const lines = stdout.trimEnd().split("\n");
      expect(lines).toHaveLength(5);
      for (const line of lines) expect(line).toMatch(/^ *-?\d\.\d{3} {2}\S.* on /);
      expect(stderr).toBe("and 20 more\n");
    }
  });

  test("a mask of the box's pixels is the box", async () => {
    const { box, height, width } = region;
    const data = new Uint8Array(height * width);
    for (let y = box.y; y < box.y + box.height; y++)
      data.fill(1, y * width + box.x, y * width + box.x + box.width);
    const mask = await writeMask("box.png", data);
    const byMask = await run(...common, "--mask", mask, "--json");
    const byBox = await run(...common, "--box", Object.values(box).join(","), "--json");
    const ranking = JSON.parse(byMask.stdout) as RankedDescription[];
    expect(ranking).toHaveLength(25);
    expect(JSON.parse(byBox.stdout)).toEqual(ranking);
  });

  test("chooses among other candidates, each once", async () => {
    const candidates = join(place.root, "candidates.txt");
    await writeFile(candidates, "scratch on gear\n\nscratch on gear\r\nstain on gear\n");
    const { box } = region;
    const args = ["--point", `${box.x},${box.y}`, "--candidates", candidates, "--json"];
    const { stdout } = await run(...common, ...args);
    const texts = (JSON.parse(stdout) as RankedDescription[]).map((row) => row.description);
    expect(texts.toSorted()).toEqual(["scratch on gear", "stain on gear"]);
  });

  test("says what is wrong with what it was given", async () => {
    const { height, width } = region;
    const mask = await writeMask("one.png", regionMask(region).data);
    const empty = await writeMask("empty.png", new Uint8Array(height * width));
    const none = join(place.root, "none.txt");
    await writeFile(none, "\n");
    const refusals: [string[], string, number][] = [
      [common, "expected one of --mask FILE, --box x,y,width,height and --point x,y, got none", 2],
      [[...common, "--mask", mask, "--point", "1,1"], "got --mask and --point", 2],
      [[...common, "--box", "1,2,3"], 'Expected 4 numbers, x,y,width,height, got "1,2,3"', 2],
      [[...common, "--mask", empty], "expected a mask with a region", 1],
      [[...common, "--point", "999,1"], "expected a region inside the image", 1],
      [[...common, "--mask", mask, "--candidates", none], "expected candidate descriptions", 1],
      [["describe", `${image}.no`, "--model", place.whole, "--mask", mask], `${image}.no`, 1],
      [["describe", image, "--model", image, "--mask", mask], "expected a region describer at", 1],
      [["describe", image, "--model", checkpointIn(place.whole), "--mask", mask], "expected a region describer (model.safetensors of a training run)", 1], // prettier-ignore
      [["describe", image, "--model", place.data, "--mask", mask], "expected a model.safetensors in", 2], // prettier-ignore
    ];
    for (const [args, says, code] of refusals) {
      const result = await run(...args);
      expect([result.code, result.stdout]).toEqual([code, ""]);
      expect(result.stderr).toContain(says);
    }
  });
});
