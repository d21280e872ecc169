import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { manifestOf } from "../../test/manifestOf.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { dataConfig } from "../data/dataConfig.ts";
import { runDataOf } from "../data/runData.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { runContext } from "./runContext.ts";
import type { TrainOptions } from "./trainOptions.ts";

async function contextOf(options: Partial<TrainOptions> = {}) {
  const root = await temporaryFolder();
  await writeFiles(root, ["a.png", "b.png", "c.png"]);
  const samples = [{ id: "a" }, { id: "b", role: "contaminant" as const }, { id: "c", split: "validation" as const }]; // prettier-ignore
  const stderr = recorder();
  const stop = new AbortController();
  const made = runContext({
    terminal: createTerminal({ stdout: recorder(), stderr }),
    options: { out: "out", ...options },
    config: { method: {}, data: dataConfig.parse({}), preset: null },
    seed: 7,
    data: runDataOf(manifestOf(samples, { root, defectTypes: ["pit"] })),
    signal: stop.signal,
  });
  return { ...made, stop, stderr };
}

describe("runContext", () => {
  test("gives a method its types, both sides in its size, and the normals that nobody planted", async () => {
    const { context, stderr } = await contextOf({ textures: "dtd" });
    expect([context.types, context.cleanNormals, context.textures]).toEqual([["pit"], 2, "dtd"]);
    const train = context.images("train", { height: 4, width: 8 });
    expect(train.samples.map(({ id }) => id)).toEqual(["a", "b"]);
    const { height, width, data } = await train.read(0);
    expect([height, width, data[0]]).toEqual([4, 8, 100]); // writeFiles paints the first with 100
    expect(context.images("validation", { height: 4, width: 8 }).samples).toHaveLength(1);
    context.note("look");
    expect(stderr.text()).toBe("note: look\n");
  });

  test("reads no image after the signal", async () => {
    const { context, stop } = await contextOf();
    const train = context.images("train", { height: 4, width: 4 });
    stop.abort(new Error("enough"));
    await expect(train.read(0)).rejects.toThrow("enough");
  });

  test("draws the same numbers for the same seed", async () => {
    const [first, again] = [await contextOf(), await contextOf()];
    const drawn = [1, 2, 3].map(() => first.context.random());
    expect([1, 2, 3].map(() => again.context.random())).toEqual(drawn);
    expect(new Set(drawn).size).toBe(3);
  });

  test("keeps the hash of each file of weights, and has none where they are optional and not named", async () => {
    const weights = join(await temporaryFolder(), "w.safetensors");
    await writeFile(weights, "weights");
    const named = await contextOf({ weights });
    expect(await named.context.weights("efficientnet-lite0")).toBe(weights);
    const sha256 = createHash("sha256").update("weights").digest("hex");
    expect(named.hashes["efficientnet-lite0"]).toContain(sha256);
    const unnamed = await contextOf();
    expect(await unnamed.context.weights("efficientnet-lite0", { optional: true })).toBeNull();
    expect(unnamed.hashes).toEqual({});
  });
});
