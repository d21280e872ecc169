import type { ProtocolManifest, ProtocolSample } from "../src/index.ts";

/** A data set of one or several categories; every `views` test images share a part, if given. */
export function protocolManifest(
  sizes: Record<string, { clean: number; normal?: number; anomalies: number }>,
  { views }: { views?: number } = {},
): ProtocolManifest & { name: string } {
  const samples = Object.entries(sizes).flatMap(([category, { clean, normal = 5, anomalies }]) => {
    const make = (
      split: "train" | "test",
      label: 0 | 1,
      count: number,
      kind: string,
    ): ProtocolSample[] =>
      Array.from({ length: count }, (_, i) => ({
        id: `${category}/${kind}/${String(i).padStart(3, "0")}`,
        category,
        split,
        label,
        defectTypes: label ? [kind] : [],
        mask: label ? `${i}_mask.png` : null,
        ...(views && { part: `${kind}${Math.floor(i / views)}` }),
      }));
    return [
      ...make("train", 0, clean, "good"),
      ...make("test", 0, normal, "fine"),
      ...make("test", 1, anomalies, "crack"),
    ];
  });
  return { name: "made", samples };
}
