import type { GradientCase } from "./cases.mjs";

export function compare(item: GradientCase, expected: number[][]): Promise<string>;
