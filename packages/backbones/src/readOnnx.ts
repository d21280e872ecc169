import { openOnnx } from "./_openOnnx.ts";
import { headerOf, readAll, withWeights } from "./_weightsFile.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Initialisers of an ONNX model: the weights that an exporter wrote into the graph, under the
 * names it gave them. Only those asked for are read; nodes are stepped over. Data in a second file
 * are read from the model's own folder and nowhere else: a link that leads out of it, and a pipe,
 * are refused. ONNX has no checksums: sizes and places are checked, but a flipped bit in a value
 * is not noticed.
 *
 * Exporters may rename, transpose (a matrix product's right side is `[in, out]`) and fold
 * normalisations; what was exported with `keep_initializers_as_inputs` or unfolded keeps its names.
 *
 * @param options.names - Only these tensors, in this order; default all.
 * @throws {RangeError} If the file is not ONNX, is damaged, or lacks a name asked for; the message
 *   names the file.
 *
 * @example
 * const params = loadParams(networkSpec(resnet18Network), await readOnnx("resnet18.onnx"));
 */
export async function readOnnx(
  file: string,
  options: { names?: readonly string[] } = {},
): Promise<StoredTensors> {
  const source = `readOnnx: ${file}`;
  return withWeights(openOnnx, file, source, (weights) => readAll(weights, options.names, source));
}

/** Names, types and shapes of an ONNX model's initialisers, read without their values. */
export async function readOnnxHeader(
  file: string,
): Promise<Record<string, { dtype: string; shape: number[] }>> {
  return withWeights(openOnnx, file, `readOnnxHeader: ${file}`, async (weights) =>
    headerOf(weights),
  );
}
