import { describerEmbedder, explainRegions, openDescriber } from "@flawlens/alphaclip/core";
import type { RegionEmbedder } from "@flawlens/alphaclip/core";
import { readPixels, toPrediction } from "@flawlens/inference/web";
import type { Pixels } from "@flawlens/inference/web";
import type { DescribedRegion, RegionsToDescribe } from "./calls.ts";

/** A file that describes regions, ready to run. */
export interface LoadedDescriber {
  descriptions: string[];
  embedder: RegionEmbedder;
  release(): Promise<void>;
}

/** @throws {RangeError} If the bytes are no whole file of `flawlens regions export`. */
export async function loadDescriber(bytes: Uint8Array): Promise<LoadedDescriber> {
  const file = await openDescriber(bytes);
  const { InferenceSession, Tensor } = await import("onnxruntime-web/wasm");
  const session = await InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const { imageSize: side } = file.metadata;
  const embedder = describerEmbedder(file, async (images, alphas) => {
    const { embeddings } = await session.run({
      images: new Tensor("uint8", images, [1, side, side, 3]),
      alphas: new Tensor("float32", alphas, [1, side, side, 1]),
    });
    return embeddings.data as Float32Array;
  });
  return {
    descriptions: file.descriptions,
    embedder,
    release: () => session.release(),
  };
}

/** The descriptions of the regions of an image, as `flawlens explain` gives them. */
export async function describeWith(
  { embedder, descriptions }: LoadedDescriber,
  { image, metadata, raw, original }: RegionsToDescribe,
): Promise<DescribedRegion[]> {
  const prediction = toPrediction(metadata, raw, original);
  if (prediction.regions.length === 0) return [];
  const picture = withoutAlpha(await readPixels(image));
  const regions = await explainRegions(
    embedder,
    metadata,
    { image: picture, prediction },
    { candidates: descriptions },
  );
  return regions.map(({ found, ranking }) => ({ found, ranking: ranking.slice(0, 3) }));
}

function withoutAlpha({ data, height, width }: Pixels) {
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++)
    for (let channel = 0; channel < 3; channel++) rgb[3 * i + channel] = data[4 * i + channel];
  return { data: rgb, height, width };
}
