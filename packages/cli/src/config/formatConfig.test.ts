import { describe, expect, test } from "vitest";
import { methodSchema } from "../../test/methodSchema.ts";
import { describeConfig } from "./describeConfig.ts";
import { formatConfig } from "./formatConfig.ts";

describe("formatConfig", () => {
  const text = formatConfig(describeConfig(methodSchema));

  test("has a line of facts a key, and under it its sentence", () => {
    expect(text.split("\n").slice(2, 8)).toEqual([
      '  encoder.network           "small" | "efficientnet-lite0"; default "small"',
      "      Network that computes the features.",
      "  encoder.widths            list of lists of integers, each 1 or more",
      '      Where encoder.network is "small". Channels, stage by stage.',
      '  encoder.layers            list of strings, 1 or more items; default ["stage16"]',
      '      Where encoder.network is "efficientnet-lite0". Layers whose features are used.',
    ]);
    expect(text).toContain("  steps                     integer, 1 or more; must be given\n");
  });

  test("breaks sentences between words", () => {
    const [key] = describeConfig(methodSchema);
    const long = { ...key, description: `${"word ".repeat(5)}averyverylongword end` };
    expect(formatConfig([long], { width: 20 }).split("\n").slice(1)).toEqual([
      "      word word word",
      "      word word",
      "      averyverylongword",
      "      end",
    ]);
  });
});
