import { readClip } from "../clip/readClip.ts";
import { readParams } from "../loadParams.ts";
import { networkSpec } from "../networkSpec.ts";
import type { Params } from "../params.ts";
import { checkpoints } from "./checkpoints.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { downloadFromHub } from "./downloadFromHub.ts";
import type { HubFile, HubOptions } from "./downloadFromHub.ts";

/** The part of a checkpoint that is loaded, and the options of the download. */
export interface PretrainedOptions extends HubOptions {
  /** The last layer of a network whose parameters are read; default all. CLIP has `tower` instead. */
  upTo?: string;
  /** The tower of CLIP that is read; default both. */
  tower?: "image" | "text";
}

/** Parameters, with their checkpoint and the file they were read from. */
export interface Pretrained extends HubFile {
  checkpoint: Checkpoint;
  params: Params;
}

/**
 * Published weights by name, from the Hugging Face Hub or the cache of it (see `downloadFromHub`).
 *
 * @param checkpoint - A name of `checkpoints`, or one of your own in its shape.
 * @throws {RangeError} If the name is unknown (the message lists all), or the file holds other
 *   parameters.
 * @throws {Error} If `downloadFromHub` cannot get the file.
 *
 * @example
 * const { params } = await loadPretrained("resnet18.tv_in1k", { upTo: "layer3" });
 * const { features } = runNetwork(resnet18Network, params, images, { layers: ["layer2", "layer3"] });
 */
export async function loadPretrained(
  checkpoint: string | Checkpoint,
  options: PretrainedOptions = {},
): Promise<Pretrained> {
  const { upTo, tower, ...hub } = options;
  const chosen = typeof checkpoint === "string" ? known(checkpoint) : checkpoint;
  const { model } = chosen;
  const spec = "network" in model ? networkSpec(model.network, { upTo }) : undefined; // before the download
  const found = await downloadFromHub(chosen.repo, chosen.file, hub);
  const params =
    "network" in model
      ? await readParams(spec ?? [], found.path, { ignoreUnexpected: true }) // heads, later layers
      : await readClip(model.clip, found.path, { tower });
  return { ...found, checkpoint: chosen, params };
}

function known(name: string): Checkpoint {
  if (!Object.hasOwn(checkpoints, name))
    throw new RangeError(
      `loadPretrained: expected one of ${Object.keys(checkpoints).join(", ")}, or a Checkpoint, got ${name}`,
    );
  return checkpoints[name];
}
