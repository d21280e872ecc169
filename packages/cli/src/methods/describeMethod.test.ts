import type { Method } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { describeMethod } from "./describeMethod.ts";

const method = (needs: Method["needs"]) =>
  ({
    name: "mine",
    title: "Mine",
    description: "Does nothing.",
    config: z.strictObject({ steps: z.number().int().default(3).describe("Number of steps.") }),
    presets: { quick: { description: "Quick.", config: { steps: 1 } } },
    needs,
  }) as unknown as Method;

describe("describeMethod", () => {
  test("tells everything as plain JSON", () => {
    const { dataKeys, ...described } = describeMethod(method({ anomalies: "none", masks: "unused" })); // prettier-ignore
    expect(described).toEqual({
      name: "mine",
      title: "Mine",
      description: "Does nothing.",
      source: null,
      needs: "It trains on normal images and no anomalies.",
      presets: [{ name: "quick", description: "Quick.", config: { steps: 1 } }],
      dataDecide: false,
      keys: [
        expect.objectContaining({ key: "steps", default: 3, description: "Number of steps." }),
      ],
    });
    const chosen = { ...method({ anomalies: "few", masks: "unused" }), presetFor: () => "quick" };
    expect(describeMethod(chosen).dataDecide).toBe(true);
    expect(dataKeys.map(({ key }) => key)).toContain("data.shots");
  });

  test.each([
    {
      needs: { anomalies: "few", masks: "optional", normals: 12 } as const,
      says: "It trains on at least 12 normal images and a few labelled anomalies, if there are any; masks of anomalies are used where there are some.",
    },
    {
      needs: { anomalies: "each type", masks: "unused" } as const,
      says: "It trains on normal images and anomalies of each defect type.",
    },
  ])("says what a method needs: $needs.anomalies", ({ needs, says }) => {
    expect(describeMethod(method(needs)).needs).toBe(says);
  });
});
