import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { div, dispose, setBackend, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import "@flawlens/tfjs-backend-ort";
import { describe, expect, test } from "vitest";

import { largestDifference } from "../test/expectLayers.ts";
import type { Summary } from "../test/expectLayers.ts";
import {
  efficientnetLite0Network,
  efficientnetLite1Network,
  efficientnetLite2Network,
} from "./efficientnetLite.ts";
import { foldBatchNorm } from "./foldBatchNorm.ts";
import { readParams } from "./loadParams.ts";
import { networkSpec } from "./networkSpec.ts";
import { normalizeImages } from "./normalizeImages.ts";
import { runNetwork } from "./runNetwork.ts";

interface Answer {
  size: number;
  top5: { label: number; logit: number }[];
  logits: Summary;
  stage16: Summary;
}

const fixtures = new URL("../test/fixtures/", import.meta.url);
const answers: Record<string, Record<string, Answer>> = JSON.parse(
  readFileSync(new URL("pretrained.json", fixtures), "utf8"),
);
const weights =
  process.env.FLAWLENS_WEIGHTS ??
  fileURLToPath(new URL("../../../../shared/weights", import.meta.url));

/** A photograph kept as RGB bytes, prepared for the network. */
function photograph(name: string, size: number): Tensor4D {
  const pixels = new Int32Array(readFileSync(new URL(`${name}.rgb`, fixtures)));
  return tidy(() => {
    const images = div<Tensor4D>(tensor4d(pixels, [1, size, size, 3], "int32"), 255);
    return normalizeImages(images, efficientnetLite0Network.preprocessing);
  });
}

describe.each([
  { folder: "efficientnet-lite0", network: efficientnetLite0Network },
  { folder: "efficientnet-lite1", network: efficientnetLite1Network },
  { folder: "efficientnet-lite2", network: efficientnetLite2Network },
])("$folder with its published weights", ({ folder, network }) => {
  const file = join(weights, folder, "model.safetensors");

  test.skipIf(!existsSync(file))(
    "names timm's five classes of two photographs, with its logits to 1e-3, also folded (skipped where FLAWLENS_WEIGHTS has none)",
    async () => {
      await setBackend("ort");
      const spec = networkSpec(network);
      const params = await readParams(spec, file);
      const folded = await foldBatchNorm(spec, params);
      for (const [name, answer] of Object.entries(answers[network.name])) {
        const images = photograph(name, answer.size);
        const layers = ["stage16", "classifier"] as const;
        for (const each of [params, folded]) {
          const { stage16, classifier } = runNetwork(network, each, images, { layers }).features;
          const logits = Array.from(await classifier.data());
          const top = logits.map((logit, label) => ({ label, logit }));
          top.sort((a, b) => b.logit - a.logit);
          expect(top.slice(0, 5).map(({ label }) => label)).toEqual(
            answer.top5.map(({ label }) => label),
          );
          const differences = answer.top5.map(({ label, logit }) =>
            Math.abs(logits[label] - logit),
          );
          expect(Math.max(...differences)).toBeLessThan(1e-3);
          const expected = { stage16: answer.stage16, classifier: answer.logits };
          expect(largestDifference({ stage16, classifier }, expected)).toBeLessThan(1e-4);
          dispose([stage16, classifier]);
        }
        dispose(images);
      }
      dispose([params, folded] as never);
    },
  );
});
