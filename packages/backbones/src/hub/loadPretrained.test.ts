import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { clipSmall } from "../../test/clip.ts";
import { startFakeHub } from "../../test/fakeHub.ts";
import type { FakeHub } from "../../test/fakeHub.ts";
import { ruleParams } from "../../test/ruleParams.ts";
import { clipImageSpec, clipSpec } from "../clip/clipSpec.ts";
import { encodeSafetensors } from "../encodeSafetensors.ts";
import { networkSpec } from "../networkSpec.ts";
import type { ParamSpec } from "../params.ts";
import { resnet18Network } from "../resnet.ts";
import { saveParams } from "../saveParams.ts";
import { loadPretrained } from "./loadPretrained.ts";

const bytesOf = (tensor: Tensor) => Buffer.from((tensor.dataSync() as Float32Array).buffer);
let hub: FakeHub;
let options: { endpoint: string; cacheDirectory: string };
const encoded = async (spec: ParamSpec[]) =>
  Buffer.from(encodeSafetensors(await saveParams(spec, ruleParams(spec))));

beforeAll(async () => {
  const refs = { main: "3".repeat(40) };
  hub = await startFakeHub({
    "timm/resnet18.tv_in1k": {
      refs,
      files: { "model.safetensors": await encoded(networkSpec(resnet18Network)) },
    },
    "me/clip": { refs, files: { "model.safetensors": await encoded(clipSpec(clipSmall)) } },
  });
  const cacheDirectory = await mkdtemp(join(tmpdir(), "pretrained-"));
  options = { endpoint: hub.endpoint, cacheDirectory };
});
afterAll(async () => {
  await hub.close();
  await rm(options.cacheDirectory, { recursive: true });
});

describe("loadPretrained", () => {
  test("loads a network by its name, up to a layer, with what must be known of it", async () => {
    const found = await loadPretrained("resnet18.tv_in1k", { ...options, upTo: "layer1" });
    const spec = networkSpec(resnet18Network, { upTo: "layer1" });
    expect(found.commit).toBe("3".repeat(40));
    expect(found.checkpoint).toMatchObject({
      licence: "BSD-3-Clause",
      repo: "timm/resnet18.tv_in1k",
    });
    const expected = ruleParams(spec);
    expect(Object.keys(found.params)).toEqual(Object.keys(expected));
    for (const [name, param] of Object.entries(expected))
      expect([name, bytesOf(found.params[name]).equals(bytesOf(param))]).toEqual([name, true]);
  });

  test("loads a tower of CLIP from a checkpoint of one's own", async () => {
    const checkpoint = {
      repo: "me/clip",
      file: "model.safetensors",
      licence: "MIT",
      preprocessing: { ...clipSmall.preprocessing, cropFraction: 1, interpolation: "bicubic" },
      model: { clip: clipSmall },
    } as const;
    const { params } = await loadPretrained(checkpoint, { ...options, tower: "image" });
    expect(Object.keys(params)).toEqual(clipImageSpec(clipSmall).map(({ name }) => name));
  });

  test("lists the names it knows when asked for another, and asks nobody", async () => {
    hub.requests.length = 0;
    await expect(loadPretrained("resnet19", options)).rejects.toThrow(
      /^loadPretrained: expected one of resnet18\.tv_in1k, .*, or a Checkpoint, got resnet19$/,
    );
    expect(hub.requests).toEqual([]);
  });
});
