import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import type { Session } from "./session.ts";
import { differs, shapeText, tensorShapes } from "./_tensorShapes.ts";

/**
 * Throws unless a graph takes and gives what a detector's metadata say.
 *
 * @param name - How the file is called in the error.
 * @throws {RangeError} If it does not.
 */
export function checkGraph(
  name: string,
  metadata: DetectorMetadata,
  session: Pick<Session, "inputs" | "outputs">,
): void {
  const { inputs, outputs } = tensorShapes(metadata);
  for (const [wanted, found] of [
    [inputs, session.inputs],
    [outputs, session.outputs],
  ] as const)
    for (const [output, shape] of wanted) {
      const tensor = found.find((value) => value.name === output);
      const open = tensor?.type === shape.type && tensor.dims.length === 0;
      if (open || (tensor && !differs(shape, tensor))) continue;
      throw new RangeError(
        `loadDetector: expected ${output} of ${shapeText(shape)} in the graph of ${name}, as its metadata ` +
          `say, got ${tensor ? `${tensor.type} [${tensor.dims.join(", ")}]` : "none"}; export the detector again`,
      );
    }
}
