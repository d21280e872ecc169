import "../../test/cpu.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { startFakeHub } from "../../../backbones/test/fakeHub.ts";
import { tinyClipFiles } from "../../test/tinyClipFiles.ts";
import { ALPHA_CONV } from "../model/alphaClip.ts";
import { describerConfig } from "./describerConfig.ts";
import { readPretrained } from "./readPretrained.ts";

vi.mock("./_clips.ts", async () => {
  const { tinyClip } = await import("../../test/tiny.ts");
  return { clips: { "ViT-B/16": { config: tinyClip, checkpoint: "clip-vit-b-16.openai" } } };
});

let folder: string;
let model: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pretrained-"));
  ({ model } = await tinyClipFiles());
});
afterAll(() => rm(folder, { recursive: true }));

const clip = describerConfig.parse({ image: { network: "clip", model: "ViT-B/16" }, epochs: 1 });

describe("readPretrained", () => {
  test("reads nothing for a small network", async () => {
    const config = describerConfig.parse({ image: { network: "small" }, epochs: 1 });
    expect(await readPretrained(config)).toEqual({ params: {}, files: [] });
  });

  test("reads the file that is named, with a branch for the mask", async () => {
    const weights = join(folder, "clip.safetensors");
    await writeFile(weights, model);
    const { params, files } = await readPretrained(clip, { weights });
    expect(files).toEqual([weights]);
    expect(params).toHaveProperty([ALPHA_CONV]);
  });

  test("downloads from the Hub where no file is named, and tells how far it is", async () => {
    const repo = "timm/vit_base_patch16_clip_224.openai";
    const refs = { main: "3".repeat(40) };
    const hub = await startFakeHub({ [repo]: { refs, files: { "open_clip_model.safetensors": model } } }); // prettier-ignore
    try {
      const onProgress = vi.fn<() => void>();
      const options = { endpoint: hub.endpoint, cacheDirectory: join(folder, "cache"), onProgress };
      const { params, files } = await readPretrained(clip, { hub: options });
      expect(params).toHaveProperty([ALPHA_CONV]);
      expect(files[0]).toContain("open_clip_model.safetensors");
      expect(onProgress).toHaveBeenCalled();
    } finally {
      await hub.close();
    }
  });

  test("names a file that holds another model", async () => {
    const weights = join(folder, "other.safetensors");
    await writeFile(weights, model);
    const config = describerConfig.parse({ image: { network: "efficientnet-lite0" }, epochs: 1 });
    await expect(readPretrained(config, { weights })).rejects.toThrow(
      `expected weights of EfficientNet-Lite0 in ${weights}, got`,
    );
  });
});
