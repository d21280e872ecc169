import { existsSync } from "node:fs";
import { join } from "node:path";
import { saveRegions } from "@flawlens/alphaclip";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { trainRegions } from "./trainRegions.ts";

// What a training leaves, resuming and its refusals are tested with `flawlens regions train`.
describe("trainRegions", () => {
  test.each([
    { of: "none to test on", splits: ["train", "train", "validation"] as const, got: "2 and 0" },
    { of: "none to train on", splits: ["test"] as const, got: "0 and 1" },
  ])(
    "refuses regions with $of before time is spent, and leaves no folder",
    async ({ splits, got }) => {
      const folder = await temporaryFolder();
      const [regions, out] = [join(folder, "regions.json"), join(folder, "out")];
      const records = splits.map((split, i) => ({ id: `r${i}`, split }));
      await saveRegions(regions, regionsOf([["nut", "pit on nut"]], records));
      const stderr = recorder();
      const terminal = createTerminal({ stdout: recorder(), stderr });
      const { signal } = new AbortController();
      await expect(trainRegions(terminal, { regions, out }, signal)).rejects.toThrow(
        `expected regions to train and to test on in parts, got ${got}; set the fractions of split (--set), or build regions with --test-data`,
      );
      expect(stderr.lines()[0]).toBe("parts"); // the numbers are told before
      expect(existsSync(out)).toBe(false);
    },
  );
});
