import { describe, expect, test } from "vitest";

import { clipSmall } from "../../test/clip.ts";
import type { StoredTensor, StoredTensors } from "../storedTensor.ts";
import {
  clipFromHuggingFace,
  huggingFaceClipNames,
  isHuggingFaceClip,
} from "./clipFromHuggingFace.ts";
import { clipSpec } from "./clipSpec.ts";

/** Each value says which tensor it is of and where it stands in it. */
const counted = (start: number, ...shape: number[]): StoredTensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { dtype: "F32", shape, data: Float32Array.from({ length: size }, (_, i) => start + i) };
};

// As `transformers.CLIPModel(config).state_dict()` names and shapes them.
const block = (at: string, width: number): [string, number[]][] => [
  ...["layer_norm1", "layer_norm2"].flatMap((name): [string, number[]][] => [
    [`${at}.${name}.weight`, [width]],
    [`${at}.${name}.bias`, [width]],
  ]),
  ...["q_proj", "k_proj", "v_proj", "out_proj"].flatMap((name): [string, number[]][] => [
    [`${at}.self_attn.${name}.weight`, [width, width]],
    [`${at}.self_attn.${name}.bias`, [width]],
  ]),
  [`${at}.mlp.fc1.weight`, [4 * width, width]],
  [`${at}.mlp.fc1.bias`, [4 * width]],
  [`${at}.mlp.fc2.weight`, [width, 4 * width]],
  [`${at}.mlp.fc2.bias`, [width]],
];
const theirs: [string, number[]][] = [
  ["logit_scale", []],
  ["text_model.embeddings.position_ids", [1, 12]],
  ["text_model.embeddings.token_embedding.weight", [60, 48]],
  ["text_model.embeddings.position_embedding.weight", [12, 48]],
  ...[0, 1].flatMap((i) => block(`text_model.encoder.layers.${i}`, 48)),
  ["text_model.final_layer_norm.weight", [48]],
  ["text_model.final_layer_norm.bias", [48]],
  ["vision_model.embeddings.class_embedding", [64]],
  ["vision_model.embeddings.patch_embedding.weight", [64, 3, 16, 16]],
  ["vision_model.embeddings.position_embedding.weight", [10, 64]],
  ["vision_model.pre_layrnorm.weight", [64]],
  ["vision_model.pre_layrnorm.bias", [64]],
  ...[0, 1, 2].flatMap((i) => block(`vision_model.encoder.layers.${i}`, 64)),
  ["vision_model.post_layernorm.weight", [64]],
  ["vision_model.post_layernorm.bias", [64]],
  ["visual_projection.weight", [32, 64]],
  ["text_projection.weight", [32, 48]],
];
const tensors: StoredTensors = Object.fromEntries(
  theirs.map(([name, shape], i) => [name, counted(1e5 * i, ...shape)]),
);

describe("clipFromHuggingFace", () => {
  const converted = clipFromHuggingFace(tensors);

  test("gives every entry of the checkpoint its name and shape, and nothing else", () => {
    const shapes = Object.entries(converted).map(([name, { shape }]) => [name, shape]);
    const spec = clipSpec(clipSmall).filter(({ kind }) => kind !== "counter");
    expect(Object.fromEntries(shapes)).toEqual(
      Object.fromEntries(spec.map(({ name, shape }) => [name, shape])),
    );
  });

  test("packs queries, keys and values row by row, in this order", () => {
    const { data } = converted["visual.transformer.resblocks.1.attn.in_proj_weight"];
    const of = (name: string) =>
      tensors[`vision_model.encoder.layers.1.self_attn.${name}_proj.weight`].data;
    expect([data[0], data[64 * 64], data[2 * 64 * 64 + 5]]).toEqual([
      of("q")[0],
      of("k")[0],
      of("v")[5],
    ]);
  });

  test("turns the projections, which a matrix on the right needs", () => {
    const { data } = converted["visual.proj"]; // [64, 32] of [32, 64]
    const { data: theirsData } = tensors["visual_projection.weight"];
    expect([data[1], data[32]]).toEqual([theirsData[64], theirsData[1]]);
  });

  test("knows the names each of ours is made of", () => {
    const needed = clipSpec(clipSmall)
      .filter(({ kind }) => kind !== "counter")
      .flatMap(({ name }) => huggingFaceClipNames(name));
    const there = theirs.map(([name]) => name).filter((name) => !name.endsWith("position_ids"));
    expect(needed.sort()).toEqual(there.sort());
  });

  test("tells Hugging Face's names from OpenAI's", () => {
    expect(isHuggingFaceClip(Object.keys(tensors))).toBe(true);
    expect(isHuggingFaceClip(Object.keys(converted))).toBe(false);
    expect(clipFromHuggingFace(converted)).toEqual(converted);
  });

  test("refuses an attention without its keys", () => {
    const { "text_model.encoder.layers.0.self_attn.k_proj.bias": _, ...rest } = tensors;
    expect(() => clipFromHuggingFace(rest)).toThrow(
      /^clipFromHuggingFace: expected .* together, got none of text_model\.encoder\.layers\.0\.self_attn\.k_proj\.bias$/,
    );
  });
});
