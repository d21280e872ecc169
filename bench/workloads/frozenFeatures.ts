// Features of frozen networks, from prepared images to maps: ResNet-18's four stages and
// Inception-ResNet-v2 up to `repeat`.
import {
  freeze,
  inceptionResnetV2Network,
  initParams,
  networkSpec,
  resnet18Network,
} from "@flawlens/backbones";
import type { Network } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { clock } from "../clock.ts";

const random = randomStream(1);

await bench("resnet18-256", resnet18Network, ["layer1", "layer2", "layer3", "layer4"], 256);
await bench("inception-repeat-299", inceptionResnetV2Network, ["repeat"], 299);

async function bench<Layer extends string>(
  name: string,
  network: Network<Layer>,
  layers: Layer[],
  size: number,
): Promise<void> {
  const params = initParams(networkSpec(network, { upTo: layers.at(-1) }), { random });
  const threads = Number(process.env.FLAWLENS_THREADS ?? 2);
  const options = { layers, height: size, width: size, threads };
  const extractor = await freeze(network, params, options);
  for (const batch of [1, 8]) {
    const images = Float32Array.from({ length: batch * size * size * 3 }, () => 2 * random() - 1);
    await clock(`${name}-b${batch}`, "freeze", () => extractor.extract(images));
  }
  await extractor.release();
}
