import { tensorBytes } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/** What a model answers. */
export interface InferAnswer {
  model: string;
  version: string;
  id?: string;
  /** The outputs in the order in which they were asked for, and whether each is sent as bytes or as JSON. */
  outputs: { tensor: Tensor; binary: boolean }[];
}

/**
 * An answer of the Open Inference Protocol, version 2. JSON has no NaN: a number that is not finite is null there, and
 * the output's parameter `not_finite` says how many are; bytes keep such numbers as they are.
 */
export function inferResponse({ model, version, id, outputs }: InferAnswer): Response {
  const parts: Uint8Array[] = [];
  const described = outputs.map(({ tensor, binary }) => {
    const { name, datatype, shape } = tensor;
    if (!binary) return { name, datatype, shape, ...jsonData(tensor) };
    const bytes = tensorBytes(tensor);
    parts.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  const answer = {
    model_name: model,
    model_version: version,
    ...(id === undefined ? {} : { id }),
    outputs: described,
  };
  const json = new TextEncoder().encode(JSON.stringify(answer));
  if (parts.length === 0)
    return new Response(json, { headers: { "Content-Type": "application/json" } });
  return new Response(Buffer.concat([json, ...parts]), {
    headers: {
      "Content-Type": "application/octet-stream",
      "Inference-Header-Content-Length": String(json.length),
    },
  });
}

function jsonData({ data }: Tensor): object {
  if (!(data instanceof Float32Array)) return { data: [...data] };
  let notFinite = 0;
  for (const value of data) if (!Number.isFinite(value)) notFinite++;
  // JSON.stringify writes NaN and infinities as null.
  return notFinite > 0
    ? { parameters: { not_finite: notFinite }, data: [...data] }
    : { data: [...data] };
}
