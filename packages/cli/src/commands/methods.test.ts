import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { builtInMethods } from "../methods/loadMethod.ts";

describe("flawlens methods", () => {
  test("lists every method with what it needs and its presets", async () => {
    const { code, stdout, stderr } = await run("methods");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.match(/^[a-z]+: /gm)).toEqual(builtInMethods.map((name) => `${name}: `));
    expect(stdout).toContain("It trains on at least 5 normal images and no anomalies.");
    expect(stdout).toContain("Presets: frozen, with-masks, scratch, paper.");
  });

  test("lists of one method every key with its sentence, type, range and default", async () => {
    const { stdout } = await run("methods", "adl");
    expect(stdout).toMatch(/^Multi-cue ADL \(--method adl\)\n/);
    expect(stdout).toMatch(/ {2}novelty {2,}EfficientNet.* The default\./);
    expect(stdout).toMatch(/ {2}batchSize +integer, 2 or more; default 48\n +Images in a batch/);
    expect(stdout).toMatch(/ {2}data\.contamination +number, 0 to 0\.9; default 0\n +Fraction of/);
  });

  test("gives the same as JSON", async () => {
    const all = JSON.parse((await run("methods", "--json")).stdout) as { name: string }[];
    const one = JSON.parse((await run("methods", "padim", "--json")).stdout) as {
      keys: { key: string; description: string }[];
    };
    expect(all.map(({ name }) => name)).toEqual(builtInMethods);
    expect(all[1]).toEqual(one);
    expect(one.keys.map(({ key }) => key)).toContain("channels");
    for (const { key, description } of one.keys)
      expect([key, description]).toEqual([key, expect.stringMatching(/^[A-Z].*\.$/)]);
  });

  test("names methods that a misspelt one could be", async () => {
    const { code, stderr } = await run("methods", "pdim");
    expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean padim?")]);
  });
});
