import { createHash } from "node:crypto";
import {
  decodeSafetensors,
  decodeSafetensorsMetadata,
  encodeSafetensors,
  type StoredTensors,
} from "@flawlens/backbones";
import type { ArrayTensor, Checkpoint } from "./checkpoint.ts";

const FORMAT = 1;

/** A checkpoint as the bytes of one safetensors file: `param/<name>`, `<optimizer>.<slot>/<name>`. */
export function encodeCheckpoint({ params, optimizer, ...rest }: Checkpoint): Uint8Array {
  const tensors: StoredTensors = {};
  for (const [name, tensor] of Object.entries(params)) tensors[`param/${name}`] = stored(tensor);
  for (const [slot, tensor] of Object.entries(optimizer.tensors))
    tensors[`${optimizer.name}.${slot}`] = stored(tensor);
  const { name, state } = optimizer;
  const run = JSON.stringify({ format: FORMAT, ...rest, optimizer: { name, state } });
  return encodeSafetensors(tensors, { run, checksum: checksum(run, tensors) });
}

/** @throws {Error} If the bytes are not a whole checkpoint, saying what is wrong with them. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const metadata = decodeSafetensorsMetadata(bytes);
  const tensors = decodeSafetensors(bytes);
  if (metadata.run === undefined) throw new Error("it is no checkpoint of a training run");
  if (metadata.checksum !== checksum(metadata.run, tensors))
    throw new Error("it is damaged: its checksum does not match");
  const { format, optimizer, ...rest } = JSON.parse(metadata.run);
  if (format !== FORMAT)
    throw new Error(`it has format ${format}, and this version reads ${FORMAT}`);
  return {
    ...rest,
    params: withPrefix(tensors, "param/"),
    optimizer: { ...optimizer, tensors: withPrefix(tensors, `${optimizer.name}.`) },
  };
}

/** SHA-256 over the run's JSON and every tensor's name, shape and bytes, in order of names. */
function checksum(run: string, tensors: StoredTensors): string {
  const hash = createHash("sha256").update(run);
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data } = tensors[name];
    hash.update(`\n${name} [${shape}]\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return `sha256:${hash.digest("hex")}`;
}

function stored({ shape, data }: ArrayTensor) {
  return { dtype: "F32" as const, shape, data };
}

function withPrefix(tensors: StoredTensors, prefix: string): Record<string, ArrayTensor> {
  const chosen: Record<string, ArrayTensor> = {};
  for (const [name, tensor] of Object.entries(tensors))
    if (name.startsWith(prefix) && tensor.dtype === "F32")
      chosen[name.slice(prefix.length)] = { shape: tensor.shape, data: tensor.data };
  return chosen;
}
