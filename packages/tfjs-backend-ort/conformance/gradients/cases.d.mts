import type { Tensor } from "@tensorflow/tfjs-core";

export interface GradientCase {
  name: string;
  inputs: { shape: number[]; values: number[] }[];
  fn: (...inputs: Tensor[]) => Tensor;
  torch: string;
  second?: boolean;
}
export const cases: GradientCase[];
