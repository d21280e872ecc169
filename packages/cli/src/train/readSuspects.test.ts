import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { saveManifest } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readSuspects } from "./readSuspects.ts";

async function runWith(suspects: unknown): Promise<string> {
  const out = await temporaryFolder();
  const planted = { role: "contaminant" as const };
  const samples = [{ id: "a" }, { id: "b", ...planted }, { id: "t", split: "test" as const, ...planted }]; // prettier-ignore
  await saveManifest(join(out, "manifest.json"), manifestOf(samples));
  await writeFile(join(out, "suspects.json"), JSON.stringify(suspects));
  return out;
}

describe("readSuspects", () => {
  test("reads rankings, and which of the training images were planted", async () => {
    const rankings = [{ by: "weights", ranking: [{ id: "b", weight: 0.25 }, { id: "a", weight: 1 }] }]; // prettier-ignore
    expect(await readSuspects(await runWith(rankings))).toEqual({ rankings, planted: ["b"] });
  });

  test("asks for a finished run that ranks, and for a file as it was written", async () => {
    const out = await temporaryFolder();
    await expect(readSuspects(out)).rejects.toThrow(
      `expected a finished run in ${out} of a method that ranks its training images, as adl and patchcore do, got no ${join(out, "suspects.json")}`,
    );
    const other = await runWith([{ by: "weights", ranking: [{ id: "b" }] }]);
    await expect(readSuspects(other)).rejects.toThrow(
      "as flawlens train wrote it, got something else; train again with --overwrite",
    );
  });
});
