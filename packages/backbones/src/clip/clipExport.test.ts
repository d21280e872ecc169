import { dispose, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { exportOnnx } from "@flawlens/tfjs-backend-ort";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";

import { clipSmall, ruleTokens } from "../../test/clip.ts";
import { ruleParams, ruleTensor } from "../../test/ruleParams.ts";
import { clipImage } from "./clipImage.ts";
import { clipImageSpec, clipTextSpec } from "./clipSpec.ts";
import { clipText } from "./clipText.ts";

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

describe("exportOnnx", () => {
  test("writes the image tower for any batch", async () => {
    await setBackend("ort");
    const params = ruleParams(clipImageSpec(clipSmall));
    const file = await exportOnnx(
      ({ images }) => ({ embeddings: clipImage(clipSmall, params, images as Tensor4D) }),
      { images: { shape: ["batch", 48, 48, 3] } },
    );
    const session = await InferenceSession.create(file);
    const images = ruleTensor("images", [3, 48, 48, 3]) as Tensor4D;
    const given = new Tensor("float32", (await images.data()) as Float32Array, [3, 48, 48, 3]);
    const { embeddings } = await session.run({ images: given });
    const expected = clipImage(clipSmall, params, images);
    expect(embeddings.dims).toEqual([3, 32]);
    expect(distance(embeddings.data as Float32Array, await expected.data())).toBeLessThan(1e-4); // of about 5
    dispose([params, images, expected] as never);
  });

  test("writes the text tower for any batch", async () => {
    await setBackend("ort");
    const params = ruleParams(clipTextSpec(clipSmall));
    const file = await exportOnnx(
      ({ tokens }) => ({ embeddings: clipText(clipSmall, params, tokens as Tensor2D) }),
      { tokens: { shape: ["batch", 12], dtype: "int32" } },
    );
    const session = await InferenceSession.create(file);
    const tokens = ruleTokens(clipSmall, [4, 7, 2]);
    const given = new Tensor("int32", (await tokens.data()) as Int32Array, [3, 12]);
    const { embeddings } = await session.run({ tokens: given });
    const expected = clipText(clipSmall, params, tokens);
    expect(distance(embeddings.data as Float32Array, await expected.data())).toBeLessThan(1e-4); // of about 5
    dispose([params, tokens, expected] as never);
  });
});
