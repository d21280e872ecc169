import { openTorch } from "./_openTorch.ts";
import { headerOf, readAll, withWeights } from "./_weightsFile.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Tensors of a PyTorch file (`.pth`, `.pt`, `.bin`): what `torch.save` writes, now and before
 * version 1.6, and TorchScript archives. Each tensor has the path to it as its name:
 * `torch.save({"state_dict": model.state_dict()})` gives `state_dict.conv1.weight`, to be loaded
 * with `prefix: "state_dict."`.
 *
 * No code of a pickle is ever run. A file may name only what tensors need and a few plain
 * values; anything else is refused by name. Files of the archive must be stored, not compressed,
 * must not overlap, and are checked against their checksums (the older format has none). Only the
 * tensors asked for are read.
 *
 * Views are read as PyTorch reads them: negated, expanded and overlapping ones become arrays of their own,
 * of all tensors asked for at most 16 times the file and 64 MiB. Two are refused by name: conjugate views,
 * and views that overlap in a file of the older format, unless they repeat a whole storage.
 *
 * @param options.names - Only these tensors, in this order; default all.
 * @throws {RangeError} If the file is damaged, names other classes, or lacks a name asked for;
 *   the message names the file.
 *
 * @example
 * const params = loadParams(networkSpec(resnet18Network), await readTorch("resnet18.pth"));
 */
export async function readTorch(
  file: string,
  options: { names?: readonly string[] } = {},
): Promise<StoredTensors> {
  const source = `readTorch: ${file}`;
  return withWeights(openTorch, file, source, (weights) => readAll(weights, options.names, source));
}

/** Names, types and shapes of a PyTorch file, read without its tensors. */
export async function readTorchHeader(
  file: string,
): Promise<Record<string, { dtype: string; shape: number[] }>> {
  return withWeights(openTorch, file, `readTorchHeader: ${file}`, async (weights) =>
    headerOf(weights),
  );
}
