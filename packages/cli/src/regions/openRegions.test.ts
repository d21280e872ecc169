import { rename } from "node:fs/promises";
import { join } from "node:path";
import { saveRegions } from "@flawlens/alphaclip";
import { describe, expect, test } from "vitest";
import { writeMaskedParts } from "../../test/maskedParts.ts";
import { recorder } from "../../test/recorder.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { makeRegions, openRegions } from "./openRegions.ts";

const terminal = createTerminal({ stdout: recorder(), stderr: recorder() });
const sources = { seed: 1, split: { train: 0, validation: 0, test: 1 } };

describe("openRegions", () => {
  test("reads a file, or makes the regions of the masks of data sets", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "regions.json");
    await saveRegions(file, regionsOf([["nut", "pit on nut"]], [{ id: "nut#0" }]));
    const read = await openRegions(terminal, file, sources);
    expect(read.regions.map(({ id }) => id)).toEqual(["nut#0"]);
    const data = join(folder, "parts");
    await writeMaskedParts(data);
    const made = await openRegions(terminal, undefined, { ...sources, data: [data] });
    expect(made.regions).toMatchObject([
      { category: "widget", defectType: "crack", split: "test", area: 16, box: { x: 2, y: 3, width: 4, height: 4 } }, // prettier-ignore
    ]);
  });

  test("makes those of one category alone", async () => {
    const data = join(await temporaryFolder(), "parts");
    for (const name of ["nut", "bolt"]) {
      await writeMaskedParts(data);
      await rename(join(data, "widget"), join(data, name));
    }
    const of = async (category?: string) =>
      (await openRegions(terminal, undefined, { ...sources, data: [data], category })).regions;
    expect((await of("nut")).map(({ category }) => category)).toEqual(["nut"]);
    expect((await of()).map(({ category }) => category)).toEqual(["bolt", "nut"]);
  });

  test("refuses both sources and none", async () => {
    const both = openRegions(terminal, "regions.json", { ...sources, data: ["parts"] });
    await expect(both).rejects.toThrow("expected --regions FILE or --data DIR, got both");
    await expect(openRegions(terminal, undefined, sources)).rejects.toThrow("got neither");
    await expect(makeRegions(terminal, sources)).rejects.toThrow("one or more data sets with masks, got none"); // prettier-ignore
  });
});
