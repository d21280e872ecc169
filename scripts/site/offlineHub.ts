import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packages.ts";

/**
 * The folder of a cache like that of the Hugging Face Hub, in which the weights of `FLAWLENS_WEIGHTS` lie, so that
 * commands find them without a network; none where the variable is not set.
 */
export function offlineHub(): Record<string, string> {
  const weights = process.env.FLAWLENS_WEIGHTS;
  if (!weights) return {};
  const cache = join(root, "node_modules/.cache/flawlens/hub");
  const repository = join(cache, "models--timm--tf_efficientnet_lite0.in1k");
  const commit = "0".repeat(40);
  if (!existsSync(repository)) {
    mkdirSync(join(repository, "refs"), { recursive: true });
    mkdirSync(join(repository, "snapshots", commit), { recursive: true });
    writeFileSync(join(repository, "refs/main"), commit);
    symlinkSync(
      join(weights, "efficientnet-lite0/model.safetensors"),
      join(repository, "snapshots", commit, "model.safetensors"),
    );
  }
  return { HF_HUB_CACHE: cache, HF_HUB_OFFLINE: "1" };
}
