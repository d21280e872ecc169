import { readParams } from "./loadParams.ts";
import type { ParamSpec, Params } from "./params.ts";

/** A file of another network lacks hundreds of names, whose list tells nobody more than its start. */
const longestLine = 300;

/**
 * The pretrained weights that a network begins with, from a file of any kind that {@link readParams} reads. The
 * file may hold more than the network's parameters, as where only its first layers are used.
 *
 * @param name - What the error calls the network: "efficientnetLite0(stage8, stage16)".
 * @throws {RangeError} If the file is missing, damaged, or of another network: names the file and the network, and
 *   shows the first of what is missing.
 *
 * @example
 * const params = await readNetworkWeights(encoder.name, encoder.spec, "model.safetensors");
 */
export async function readNetworkWeights(
  name: string,
  spec: readonly ParamSpec[],
  file: string,
): Promise<Params> {
  return readParams(spec, file, { ignoreUnexpected: true }).catch((cause: Error) => {
    const lines = cause.message.split("\n").map(shortened);
    throw new RangeError(
      `readNetworkWeights: expected weights of ${name} in ${file}, got: ${lines.join("\n")}`,
      { cause: cause.cause },
    );
  });
}

function shortened(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)} ...` : line;
}
