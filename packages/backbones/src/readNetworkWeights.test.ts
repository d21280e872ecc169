import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { efficientnetLite0Spec } from "./efficientnetLite.ts";
import { readNetworkWeights } from "./readNetworkWeights.ts";
import { writeSafetensors } from "./writeSafetensors.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-network-weights-"));
  file = join(folder, "weights.safetensors");
  await writeSafetensors(file, {
    "fc.weight": { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) },
    "other.weight": { dtype: "F32", shape: [1], data: Float32Array.of(3) },
  });
});
afterAll(() => rm(folder, { recursive: true }));

const read = (path: string) => readNetworkWeights("lite0", efficientnetLite0Spec(), path);

describe("readNetworkWeights", () => {
  test("reads the network's own parameters and passes over the others", async () => {
    const spec = [{ name: "fc.weight", shape: [2], kind: "vector" as const, trainable: false }];
    const params = await readNetworkWeights("tiny", spec, file);
    expect(Object.keys(params)).toEqual(["fc.weight"]);
    expect([...(await params["fc.weight"].data())]).toEqual([1, 2]);
    params["fc.weight"].dispose();
  });

  test("names the file and the network where the file is missing, or none of weights", async () => {
    const missing = join(folder, "none.safetensors");
    await expect(read(missing)).rejects.toThrow(
      `readNetworkWeights: expected weights of lite0 in ${missing}, got: readParams: ${missing}: expected a file of weights, got ENOENT`,
    );
    await expect(read(import.meta.filename)).rejects.toThrow(
      `expected weights of lite0 in ${import.meta.filename}, got: `,
    );
  });

  test("shows of another network's file what is missing first, and not hundreds of names", async () => {
    const error: Error = await read(file).then(
      () => expect.fail("was taken"),
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain("missing: conv_stem.weight, ");
    const [, ...lines] = error.message.split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(304);
    // Only what was cut says so.
    for (const line of error.message.split("\n").filter(({ length }) => length < 300))
      expect(line).not.toMatch(/ \.\.\.$/);
    expect(error.message.length).toBeLessThan(1000);
  });
});
