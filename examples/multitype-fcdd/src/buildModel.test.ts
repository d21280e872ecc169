import { randomStream } from "@flawlens/sampling";
import { writeSafetensors } from "@flawlens/backbones";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder, tinyConfig } from "../test/tinyRun.ts";
import { buildModel } from "./buildModel.ts";

const config = tinyConfig({ encoder: { network: "efficientnet-lite0" } });
const random = () => randomStream(1);

describe("buildModel", () => {
  test("wants weights for an encoder that is not trained", async () => {
    await expect(buildModel(config, ["pit"], { random: random() })).rejects.toThrow(
      "expected --weights FILE for the frozen encoder efficientnetLite0(stage16)",
    );
  });

  test("names a file of weights that is missing, no weights or another network's", async () => {
    const weights = join(await temporaryFolder(), "weights.safetensors");
    const building = () => buildModel(config, ["pit"], { random: random(), weights });
    const named = `cannot use ${weights} as weights of efficientnetLite0(stage16): `;
    await expect(building()).rejects.toThrow(
      `${named}readParams: ${weights}: expected a file of weights, got ENOENT`,
    );
    await expect(
      buildModel(config, ["pit"], { random: random(), weights: import.meta.filename }),
    ).rejects.toThrow(`cannot use ${import.meta.filename} as weights`);

    await writeSafetensors(weights, {
      "fc.weight": { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) },
    });
    const error: Error = await building().then(
      () => expect.fail("was taken"),
      (reason) => reason,
    );
    expect(error.message).toContain("165 missing: conv_stem.weight, ");
    expect(error.message.length).toBeLessThan(1000);
  });
});
