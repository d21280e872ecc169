import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readDescriber, saveRegions } from "@flawlens/alphaclip";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { evaluateRegions } from "./evaluateRegions.ts";
import { evaluateRegionsFile } from "./evaluateRegionsFile.ts";
import type { EvaluateRegionsFileOptions } from "./evaluateRegionsFile.ts";

vi.mock(import("@flawlens/alphaclip"), async (load) => ({
  ...(await load()),
  readDescriber: vi.fn(),
}));
vi.mock("@flawlens/tfjs-backend-ort", () => ({ useEngine: () => Promise.resolve("engine") }));
vi.mock("./evaluateRegions.ts", () => ({ evaluateRegions: vi.fn() }));

async function evaluated(options: Partial<EvaluateRegionsFileOptions> = {}) {
  const file = join(await temporaryFolder(), "regions.json");
  await saveRegions(file, regionsOf([["nut", "pit on nut"]], [{ id: "nut#0" }]));
  const terminal = createTerminal({ stdout: recorder(), stderr: recorder() });
  await evaluateRegionsFile(terminal, { model: "m", regions: file, split: "test", ...options });
}

describe("evaluateRegionsFile", () => {
  beforeEach(() => {
    vi.mocked(evaluateRegions).mockReset();
    vi.mocked(readDescriber)
      .mockReset()
      .mockResolvedValue("model" as never);
  });

  test("judges the model of a file on the regions of another", async () => {
    const out = join(await temporaryFolder(), "out");
    await evaluated({ out, split: "validation", files: { weights: "w" } });
    expect(readDescriber).toHaveBeenCalledWith("m", { weights: "w" });
    const [, given] = vi.mocked(evaluateRegions).mock.calls[0];
    expect(given).toMatchObject({ model: "model", engine: "engine", out, split: "validation", regions: { regions: [{ id: "nut#0" }] } }); // prettier-ignore
  });

  test("reads no model where results of an earlier time would be lost, or there are no regions", async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, "results.json"), "{}");
    await expect(evaluated({ out })).rejects.toThrow("--overwrite");
    const never = join(out, "never");
    await expect(evaluated({ out: never, regions: undefined })).rejects.toThrow("got neither");
    expect(existsSync(never)).toBe(false);
    expect(readDescriber).not.toHaveBeenCalled();
  });
});
