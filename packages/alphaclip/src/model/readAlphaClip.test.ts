import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clipSpec, initParams, saveParams, writeSafetensors } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, expect, describe, test } from "vitest";

import fixture from "../../test/fixtures/released.json" with { type: "json" };
import { tinyClip } from "../../test/tiny.ts";
import { alphaClipSpec } from "./alphaClip.ts";
import { readAlphaClip } from "./readAlphaClip.ts";

let folder: string;
let clip: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-alphaclip-"));
  clip = join(folder, "clip.safetensors");
  const params = initParams(clipSpec(tinyClip), { random: randomStream(1) });
  await writeSafetensors(clip, await saveParams(clipSpec(tinyClip), params));
});
afterAll(() => rm(folder, { recursive: true }));

async function released(change: (name: string) => string | null): Promise<string> {
  const file = join(folder, "alpha.safetensors");
  const entries = Object.entries(fixture.weights).flatMap(([name, { shape, data }]) => {
    const as = change(name);
    const tensor = { dtype: "F32" as const, shape, data: Float32Array.from(data) };
    return as === null ? [] : [[as, tensor] as const];
  });
  await writeSafetensors(file, Object.fromEntries(entries));
  return file;
}

describe("readAlphaClip", () => {
  test("of a CLIP alone has an alpha convolution of zeros", async () => {
    const params = await readAlphaClip(tinyClip, { clip });
    const names = alphaClipSpec(tinyClip).filter(({ kind }) => kind !== "counter");
    expect(Object.keys(params).sort()).toEqual(names.map(({ name }) => name).sort());
    expect(params["visual.conv1_alpha.weight"].dataSync().every((value) => value === 0)).toBe(true);
  });

  test("takes the image tower of an Alpha-CLIP checkpoint and the text tower of the CLIP", async () => {
    const alpha = await released((name) => `module.${name}`);
    const params = await readAlphaClip(tinyClip, { clip, alpha });
    const theirs = fixture.weights["conv1_alpha.weight"].data; // [8, 1, 4, 4]; ours is [4, 4, 1, 8]
    const ours = params["visual.conv1_alpha.weight"].dataSync();
    expect(ours[1]).toBeCloseTo(theirs[16], 6);
    expect(params.text_projection.shape).toEqual([8, 6]);
  });

  test("refuses a checkpoint of another size, with what differs", async () => {
    const alpha = await released((name) => (name === "proj" ? null : name));
    await expect(readAlphaClip(tinyClip, { clip, alpha })).rejects.toThrow(
      "1 missing: visual.proj",
    );
    const large = { ...tinyClip, imageSize: 12 };
    const whole = await released((name) => name);
    await expect(readAlphaClip(large, { clip, alpha: whole })).rejects.toThrow(
      "visual.positional_embedding [5, 8] F32 instead of [10, 8]",
    );
  });
});
