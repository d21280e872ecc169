import type { Detector, OutputName, RawOutput } from "./detector.ts";
import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import type { OutputTensor, Session } from "./session.ts";
import { differs, shapeText, tensorShapes } from "./_tensorShapes.ts";

const defaultOutputs: readonly OutputName[] = ["scores", "maps", "anomalyMaps", "extras"];

/** Runs one batch and checks the shape of what came: nothing is read out of range, whatever the file does. */
export function batchRunner(
  metadata: DetectorMetadata,
  session: Pick<Session, "run">,
): Detector<never>["raw"] {
  const { height, width } = metadata.input;
  const shapes = tensorShapes(metadata).outputs;
  const extraNames = Object.keys(metadata.extras);
  const allOutputs = metadata.trainable ? [...defaultOutputs, "features"] : defaultOutputs;

  return async (batch, outputs = defaultOutputs) => {
    const count = batch.length / (height * width * 3);
    if (!Number.isInteger(count) || count === 0)
      throw new RangeError(
        `raw: expected a batch of N x ${height} x ${width} x 3 bytes, got ${batch.length}`,
      );
    const unknown = outputs.find((name) => !allOutputs.includes(name));
    if (unknown !== undefined)
      throw new RangeError(`raw: expected outputs among ${allOutputs.join(", ")}, got ${unknown}`);

    const names = outputs.flatMap((name) => (name === "extras" ? extraNames : [name]));
    const result =
      names.length > 0 ? await session.run(batch, [count, height, width, 3], names) : {};
    for (const name of names) checkTensor(name, result[name], count);

    const values = (name: string) =>
      names.includes(name) ? (result[name].data as Float32Array) : new Float32Array(0);
    const [, , u, v] = names.includes("maps") ? result.maps.dims : [0, 0, 0, 0];
    const asked = outputs.includes("extras") ? extraNames : [];
    return {
      scores: values("scores"),
      maps: values("maps"),
      anomalyMaps: values("anomalyMaps"),
      mapSize: [u, v],
      extras: Object.fromEntries(asked.map((name) => [name, values(name)])),
      ...(names.includes("features") && { features: featuresOf(result.features) }),
    };
  };

  function checkTensor(name: string, { type, dims }: OutputTensor, count: number): void {
    const shape = shapes.get(name);
    if (shape && dims[0] === count && !differs(shape, { type, dims })) return;
    throw new RangeError(
      `raw: expected the output ${name} of ${shape && shapeText(shape)} with N = ${count}, ` +
        `got ${type} [${dims.join(", ")}]; export the detector again`,
    );
  }
}

function featuresOf({ data, dims }: OutputTensor): RawOutput["features"] {
  const [, channels, u, v] = dims;
  return { data: data as Float32Array, shape: [channels, u, v] };
}
