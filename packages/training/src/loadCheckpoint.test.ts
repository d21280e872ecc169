import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeSafetensors } from "@flawlens/backbones";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkpointOf } from "../test/checkpointOf.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./_checkpointBytes.ts";
import { loadCheckpoint } from "./loadCheckpoint.ts";
import { NoCheckpointError } from "./noCheckpointError.ts";
import { saveCheckpoint } from "./saveCheckpoint.ts";

/** A folder with checkpoints of steps 1 and 2. */
async function saved(): Promise<string> {
  const file = join(temporaryFolder(), "checkpoint.safetensors");
  for (const step of [1, 2]) await saveCheckpoint(file, checkpointOf(step));
  return file;
}

describe("loadCheckpoint", () => {
  test("detects a file torn at any byte, and any changed byte of it", () => {
    const whole = encodeCheckpoint(checkpointOf(1));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(() => decodeCheckpoint(whole.slice(0, length))).toThrow(Error);
      }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = whole.slice();
        damaged[at] ^= flip;
        let read: unknown;
        try {
          read = decodeCheckpoint(damaged);
        } catch (error) {
          return error instanceof Error;
        }
        // white space in the header is all that may change unseen
        expect(read).toEqual(checkpointOf(1));
        return true;
      }),
      { numRuns: 500 },
    );
  });

  test("goes back to the one before when the newest is torn, and says so", async () => {
    const file = await saved();
    truncateSync(file, readFileSync(file).length - 5);
    const { step, file: used, recovered } = await loadCheckpoint(file);
    expect({ step, used }).toEqual({ step: 1, used: `${file}.previous` });
    expect(recovered).toMatch(new RegExp(`^${file}: .+; went back to ${file}.previous, step 1$`));
  });

  test("goes back when a bit of a weight was flipped on disk", async () => {
    const file = await saved();
    const bytes = readFileSync(file);
    bytes[bytes.length - 2] ^= 1;
    writeFileSync(file, bytes);
    expect(await loadCheckpoint(file)).toMatchObject({
      step: 1,
      recovered: `${file}: it is damaged: its checksum does not match; went back to ${file}.previous, step 1`,
    });
  });

  test("saving after that never leaves a moment without a whole one", async () => {
    const file = await saved();
    writeFileSync(file, "damaged");
    await saveCheckpoint(file, checkpointOf(3));
    expect(await loadCheckpoint(file)).toMatchObject({ step: 3, recovered: null });
  });

  test("tells what is wrong with each file when none is whole", async () => {
    const file = await saved();
    truncateSync(file, 10);
    truncateSync(`${file}.previous`, 0);
    const failed = loadCheckpoint(file);
    await expect(failed).rejects.toThrow(NoCheckpointError);
    await expect(failed).rejects.toThrow(
      new RegExp(
        `^loadCheckpoint: expected a whole checkpoint at ${file}, got none:\n` +
          `  ${file}: .+\n  ${file}.partial: there is no such file\n  ${file}.previous: .+$`,
      ),
    );
  });

  test("refuses a missing file and other safetensors", async () => {
    const file = join(temporaryFolder(), "weights.safetensors");
    await expect(loadCheckpoint(file)).rejects.toThrow(`${file}: there is no such file`);
    const weights = { w: { dtype: "F32" as const, shape: [1], data: Float32Array.of(1) } };
    writeFileSync(file, encodeSafetensors(weights));
    await expect(loadCheckpoint(file)).rejects.toThrow("it is no checkpoint of a training run");
  });

  test("refuses another architecture, listing every difference", async () => {
    const file = await saved();
    const params = {
      "head.weight": { shape: [2, 5] },
      "head.bias": { shape: [5] },
    };
    await expect(loadCheckpoint(file, { params })).rejects.toThrow(
      new RangeError(
        `loadCheckpoint: expected the architecture of this run in ${file}, got another:\n` +
          "  other shape: head.weight is [2,3], the model's [2,5]\n" +
          "  missing: head.bias [5]\n" +
          "  not in the model: head.running_mean [3]\n" +
          "resume with what the checkpoint was made with, or begin in another folder",
      ),
    );
  });

  test("accepts the same architecture and configuration", async () => {
    const file = await saved();
    const { params, config } = checkpointOf(1);
    expect((await loadCheckpoint(file, { params, config })).step).toBe(2);
  });

  test("refuses another configuration, listing every difference by its path", async () => {
    const file = await saved();
    const config = { head: { widths: [512, 256] }, seed: 7, batchSize: 32, name: "tiles" };
    await expect(loadCheckpoint(file, { config })).rejects.toThrow(
      "got another:\n  head.widths is [512,512], this run's [512,256]\n  batchSize is absent, this run's 32\n",
    );
  });
});
