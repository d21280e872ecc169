import { linearSpec } from "@flawlens/backbones";
import type { ParamSpec } from "@flawlens/backbones";

/** The shape of a conditional normalising flow. */
export interface FlowShape {
  /** Numbers in a vector, at least 2. */
  channels: number;
  /** Numbers in a condition. */
  condition: number;
  /** Coupling blocks. */
  blocks: number;
}

/** Where the global scale G begins, so that g = 0.2·log(1 + exp(G/2)) is 1. */
const initialScale = 2 * Math.log(Math.expm1(5));

/**
 * The parameters of a flow, under the names that its published checkpoints have (FrEIA's `SequenceINN` of
 * `AllInOneBlock`): for each block `subnet.0` and `subnet.2`, two linear maps with a ReLU between them; `global_scale`
 * and `global_offset` `[1, channels]`; `w_perm`, a fixed rotation that is never trained.
 *
 * `initParams` fills linear maps as PyTorch does, scales such that they are 1, offsets with 0; rotations are to be
 * given (see `randomRotation`).
 *
 * @param name - What the names begin with: `"decoders.0"`.
 */
export function flowSpec(name: string, { channels, condition, blocks }: FlowShape): ParamSpec[] {
  const kept = Math.ceil(channels / 2);
  const from = kept + condition;
  return Array.from({ length: blocks }, (_, i) => blockName(name, i)).flatMap((block) => [
    ...linearSpec(`${block}.subnet.0`, { from, to: 2 * from }),
    ...linearSpec(`${block}.subnet.2`, { from: 2 * from, to: 2 * (channels - kept) }),
    plain(`${block}.global_scale`, channels, initialScale),
    plain(`${block}.global_offset`, channels, 0),
    rotation(`${block}.w_perm`, channels),
  ]);
}

/** The name of a block. */
export const blockName = (flow: string, block: number): string => `${flow}.module_list.${block}`;

function plain(name: string, channels: number, constant: number): ParamSpec {
  return { name, shape: [1, channels], kind: "plain", init: { constant }, trainable: true };
}

function rotation(name: string, channels: number): ParamSpec {
  return { name, shape: [channels, channels], kind: "linear", init: "zeros", trainable: false };
}
