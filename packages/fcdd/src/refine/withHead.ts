import { saveParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { withTrained } from "@flawlens/detector";
import type { FileHead } from "./readHead.ts";

/**
 * A detector's file with a head that was trained further. Its thresholds promise nothing any more, because they come
 * from scores of the head before: see `withTrained` of `@flawlens/detector`.
 *
 * @param bytes - The file that `readHead` read. It is not written to.
 * @param params - What `refineHead` returned.
 * @param learned - `marked`: the number of marked images that it learned from, which the file tells.
 */
export async function withHead(
  bytes: Uint8Array,
  { spec }: Pick<FileHead, "spec">,
  params: Params,
  learned: { marked: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const trained = spec.filter(({ trainable }) => trainable);
  const tensors = await saveParams(trained, params);
  const weights = Object.entries(tensors).map(([name, { data }]) => [name, data as Float32Array]);
  return withTrained(bytes, Object.fromEntries(weights), learned);
}
