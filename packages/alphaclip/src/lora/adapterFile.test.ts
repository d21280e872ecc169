import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  initParams,
  readSafetensorsHeader,
  saveParams,
  writeSafetensors,
} from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { adapterSpec, readAdapter, saveAdapter } from "./adapterFile.ts";
import type { LoraConfig } from "./loraConfig.ts";

const lora: LoraConfig = { rank: 2, alpha: 3, targets: ["attn.in_proj"], parts: ["q", "v"] };
const spec = adapterSpec(tinyClip, lora);
const params = initParams(
  spec.map((entry) => ({ ...entry, init: "uniform" as const })),
  { random: randomStream(5) },
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adapter-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("adapterSpec", () => {
  test("has the alpha convolution, and A and B of each block, two parts one above the other", () => {
    const shapes = spec.map(({ name, shape }) => [name, ...shape]);
    expect(shapes).toEqual([
      ["visual.conv1_alpha.weight", 8, 1, 4, 4],
      ["visual.transformer.resblocks.0.attn.in_proj.lora_A", 4, 8],
      ["visual.transformer.resblocks.0.attn.in_proj.lora_B", 16, 2],
      ["visual.transformer.resblocks.1.attn.in_proj.lora_A", 4, 8],
      ["visual.transformer.resblocks.1.attn.in_proj.lora_B", 16, 2],
    ]);
  });
});

describe("readAdapter", () => {
  test("gives back what was saved, to the bit", async () => {
    const file = join(folder, "adapter.safetensors");
    await saveAdapter(file, tinyClip, { lora, params });
    const read = await readAdapter(file, tinyClip);
    expect(read.lora).toEqual(lora);
    expect(Object.keys(read.params)).toEqual(Object.keys(params));
    for (const [name, param] of Object.entries(params))
      expect(read.params[name].dataSync()).toEqual(param.dataSync());
  });

  test("reads a file that holds the adapter alone, in PyTorch's layout", async () => {
    const file = join(folder, "alone.safetensors");
    await saveAdapter(file, tinyClip, { lora, params });
    const { tensors, metadata } = await readSafetensorsHeader(file);
    expect(Object.keys(tensors).sort()).toEqual(spec.map(({ name }) => name).sort());
    expect(tensors["visual.conv1_alpha.weight"].shape).toEqual([8, 1, 4, 4]);
    expect(metadata.model).toBe("tinyClip");
  });

  test("refuses the adapter of another model, and any other file", async () => {
    const file = join(folder, "other.safetensors");
    await saveAdapter(file, tinyClip, { lora, params });
    await expect(readAdapter(file, { ...tinyClip, name: "largeClip" })).rejects.toThrow(
      new RangeError(
        `readAdapter: expected an adapter of largeClip in ${file}, got one of tinyClip`,
      ),
    );
    const weights = join(folder, "weights.safetensors");
    await writeSafetensors(weights, await saveParams(spec, params), { model: "tinyClip" });
    await expect(readAdapter(weights, tinyClip)).rejects.toThrow("got another kind of file");
  });

  test.each([
    { said: "{", got: "expected the adapter's rank and targets as JSON, got {" },
    { said: "null", got: "expected a whole rank from 1" },
    { said: JSON.stringify({ ...lora, targets: ["toString"] }), got: "expected targets among" },
    { said: JSON.stringify({ ...lora, rank: 3 }), got: "lora_A" },
  ])("refuses a file that says $said of its adapter", async ({ said, got }) => {
    const file = join(folder, "edited.safetensors");
    const tensors = await saveParams(spec, params);
    await writeSafetensors(file, tensors, { flawlensLora: said, model: "tinyClip" });
    await expect(readAdapter(file, tinyClip)).rejects.toThrow(RangeError);
    await expect(readAdapter(file, tinyClip)).rejects.toThrow(got);
  });
});
