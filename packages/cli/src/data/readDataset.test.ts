import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { UsageError } from "../terminal/usageError.ts";
import { readDataset } from "./readDataset.ts";

describe("readDataset", () => {
  test("reads as loadDataset does, with its options", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["gut/a.png", "kratzer/b.png"]);
    const { samples } = await readDataset(root, { normal: "gut" });
    expect(samples.map(({ id, label }) => [id, label])).toEqual([
      ["gut/a", 0],
      ["kratzer/b", 1],
    ]);
  });

  test("takes a path where there is nothing for a mistake on the command line", async () => {
    const failed = readDataset("/no/such");
    await expect(failed).rejects.toThrow(UsageError);
    await expect(failed).rejects.toThrow(
      "expected a folder of images or a list of them, got /no/such, which is not there",
    );
  });
});
