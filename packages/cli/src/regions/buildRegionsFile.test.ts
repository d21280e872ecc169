import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRegions } from "@flawlens/alphaclip";
import { describe, expect, test } from "vitest";
import { writeMaskedParts } from "../../test/maskedParts.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { buildRegionsFile } from "./buildRegionsFile.ts";
import type { BuildOptions } from "./buildRegionsFile.ts";

async function built(options: Partial<BuildOptions> = {}, sides = [4]) {
  const folder = await temporaryFolder();
  const data = join(folder, "parts");
  await writeMaskedParts(data, sides);
  const [out, stdout, stderr] = [join(folder, "out"), recorder(), recorder()];
  const split = { train: 0, validation: 0, test: 1 };
  const whole = { out, data: [data], split, seed: 1, ...options };
  const work = buildRegionsFile(createTerminal({ stdout, stderr }), whole);
  return { out, stdout, stderr, work };
}

describe("buildRegionsFile", () => {
  test("writes the regions, and tells their numbers and descriptions", async () => {
    const { out, stdout, stderr, work } = await built();
    await work;
    const file = join(out, "regions.json");
    const { regions, descriptions } = await readRegions(file);
    expect(regions.map(({ defectType, area }) => [defectType, area])).toEqual([["crack", 16]]);
    expect(stdout.text()).toMatch(/^category +train +validation +test\nwidget +0 +0 +1\n/);
    expect(stdout.lines().slice(-2)).toEqual(["descriptions", `  ${descriptions[0].description}`]);
    expect(stderr.lines().at(-1)).toBe(`${file}: 1 regions, 1 descriptions`);
  });

  test("notes images that gave no region, such as one whose regions are too small", async () => {
    const { out, stderr, work } = await built({ minPixels: 10 }, [4, 3]);
    await work;
    expect((await readRegions(join(out, "regions.json"))).regions).toMatchObject([{ area: 16 }]);
    expect(stderr.text()).toMatch(/note: 1 images gave no region, such as .*crack\/1: /);
  });

  test("refuses an endpoint without its model before anything is written", async () => {
    const { out, work } = await built({ describeUrl: "http://localhost" });
    await expect(work).rejects.toThrow(
      "expected --describe-url and --describe-model together, got one of them only",
    );
    expect(existsSync(out)).toBe(false);
  });
});
