import type { StoredTensor, StoredTensors } from "../storedTensor.ts";

/**
 * The tensors of a Hugging Face `CLIPModel` under OpenAI's names, for `loadParams`: queries, keys
 * and values packed into `in_proj_weight`, projections transposed, `position_ids` left out. Other
 * names stay as they are, so a difference is still reported. A tower alone
 * (`CLIPVisionModelWithProjection`) has the same names and works alike.
 *
 * @throws {RangeError} If an attention has only some of its three projections, or one of them has
 *   another shape or type.
 *
 * @example
 * const params = loadParams(clipSpec(clipVitB32), clipFromHuggingFace(await readSafetensors(file)));
 */
export function clipFromHuggingFace(tensors: StoredTensors): StoredTensors {
  const converted: [string, StoredTensor][] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.endsWith("embeddings.position_ids")) continue;
    const part = /^(.*\.self_attn)\.([qkv])_proj\.(weight|bias)$/.exec(name);
    if (!part) {
      const projection = /^(visual|text)_projection\.weight$/.test(name);
      converted.push([openAiName(name), projection ? transposed(tensor, name) : tensor]);
      continue;
    }
    const [, attention, which, kind] = part;
    const parts = ["q", "k", "v"].map((letter) => `${attention}.${letter}_proj.${kind}`);
    const missing = parts.filter((each) => !Object.hasOwn(tensors, each));
    if (missing.length)
      throw new RangeError(
        `clipFromHuggingFace: expected ${parts.join(", ")} together, got none of ${missing.join(", ")}`,
      );
    if (which !== "q") continue;
    const packed = stacked(parts.map((each) => [each, tensors[each]]));
    converted.push([`${openAiName(attention)}.in_proj_${kind}`, packed]);
  }
  return Object.fromEntries(converted);
}

/** Whether names are a Hugging Face `CLIPModel`'s, or a tower's alone. */
export function isHuggingFaceClip(names: Iterable<string>): boolean {
  return [...names].some((name) => /^(vision_model|text_model)\./.test(name));
}

/** The names of a Hugging Face file that `clipFromHuggingFace` makes OpenAI's `name` of. */
export function huggingFaceClipNames(name: string): string[] {
  const packed = /^(.*\.attn)\.in_proj_(weight|bias)$/.exec(name);
  if (packed) {
    const attention = theirName(packed[1]);
    return ["q", "k", "v"].map((letter) => `${attention}.${letter}_proj.${packed[2]}`);
  }
  return [theirName(name)];
}

/** Beginnings and whole names, Hugging Face's and OpenAI's. */
const starts: [string, string][] = [
  ["vision_model.embeddings.class_embedding", "visual.class_embedding"],
  ["vision_model.embeddings.patch_embedding.", "visual.conv1."],
  ["vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"],
  ["vision_model.pre_layrnorm.", "visual.ln_pre."], // their spelling
  ["vision_model.post_layernorm.", "visual.ln_post."],
  ["vision_model.encoder.layers.", "visual.transformer.resblocks."],
  ["visual_projection.weight", "visual.proj"],
  ["text_model.embeddings.token_embedding.", "token_embedding."],
  ["text_model.embeddings.position_embedding.weight", "positional_embedding"],
  ["text_model.encoder.layers.", "transformer.resblocks."],
  ["text_model.final_layer_norm.", "ln_final."],
  ["text_projection.weight", "text_projection"],
];

/** Parts of a block's names. */
const inner: [string, string][] = [
  [".self_attn", ".attn"],
  [".layer_norm1.", ".ln_1."],
  [".layer_norm2.", ".ln_2."],
  [".mlp.fc1.", ".mlp.c_fc."],
  [".mlp.fc2.", ".mlp.c_proj."],
];

function openAiName(name: string): string {
  return renamed(name, starts, inner);
}

function theirName(name: string): string {
  const turn = (pairs: [string, string][]) => pairs.map(([a, b]): [string, string] => [b, a]);
  return renamed(name, turn(starts), turn(inner));
}

function renamed(name: string, begins: [string, string][], within: [string, string][]): string {
  const begin = begins.find(([from]) =>
    from.endsWith(".") ? name.startsWith(from) : name === from,
  );
  if (!begin) return name;
  const [from, to] = begin;
  const moved = to + name.slice(from.length);
  const part =
    /\.(layers|resblocks)\.$/.test(from) && within.find(([each]) => moved.includes(each));
  return part ? moved.replace(part[0], part[1]) : moved;
}

/** Tensors of one shape and type, one after another along the first axis. */
function stacked(parts: [string, StoredTensor][]): StoredTensor {
  const [[, first]] = parts;
  for (const [name, { dtype, shape }] of parts)
    if (dtype !== "F32" || shape.join() !== first.shape.join())
      throw new RangeError(
        `clipFromHuggingFace: expected ${name} [${first.shape.join(", ")}] F32, got [${shape.join(", ")}] ${dtype}`,
      );
  const size = first.data.length;
  const data = new Float32Array(parts.length * size);
  parts.forEach(([, tensor], i) => data.set(tensor.data as Float32Array, i * size));
  const [rows, ...rest] = first.shape;
  return { dtype: "F32", shape: [parts.length * rows, ...rest], data };
}

function transposed(tensor: StoredTensor, name: string): StoredTensor {
  const { dtype, shape, data } = tensor;
  if (dtype !== "F32" || shape.length !== 2)
    throw new RangeError(
      `clipFromHuggingFace: expected ${name} to be a matrix F32, got [${shape.join(", ")}] ${dtype}`,
    );
  const [rows, columns] = shape;
  const turned = new Float32Array(data.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j];
  return { dtype, shape: [columns, rows], data: turned };
}
