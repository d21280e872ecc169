import { describe, expect, test } from "vitest";
import { z } from "zod";
import { methodSchema } from "../../test/methodSchema.ts";
import { UsageError } from "../terminal/usageError.ts";
import { parseConfig } from "./parseConfig.ts";

/** The lines of what is wrong. */
function wrong(json: unknown, schema: z.ZodType = methodSchema): string[] {
  try {
    parseConfig(schema, json);
    return ["was let through"];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.split("\n  ").slice(1);
  }
}

describe("parseConfig", () => {
  test("fills in what was left out, at every level", () => {
    expect(parseConfig(methodSchema, { steps: 9, head: { widths: [4] } })).toMatchObject({
      steps: 9,
      head: { widths: [4], normalizeInput: false },
      encoder: { network: "small" },
      split: { train: 0.75, test: 0.25 },
    });
  });

  test.each([
    {
      of: "a misspelt key",
      json: { steps: 1, scoer: "max" },
      lines: ["scoer: there is no such key; did you mean score?"],
    },
    {
      of: "a misspelt nested key",
      json: { steps: 1, head: { width: [4] } },
      lines: ["head.width: there is no such key; did you mean head.widths or width?"],
    },
    {
      of: "a key that is like no other",
      json: { steps: 1, colour: 1 },
      lines: ["colour: there is no such key"],
    },
    {
      of: "a key of another alternative",
      json: { steps: 1, encoder: { network: "small", layers: ["a"] } },
      lines: ['encoder.layers: exists only where encoder.network is "efficientnet-lite0"'],
    },
    {
      of: "an alternative that there is not",
      json: { steps: 1, encoder: { network: "smal" } },
      lines: ['encoder.network: expected "small" | "efficientnet-lite0", got "smal"'],
    },
    {
      of: "a value of another type, and one out of range",
      json: { steps: "many", quality: 0 },
      lines: [
        'steps: expected integer (1 or more), got "many"',
        "quality: expected integer | null (1 to 100), got 0",
      ],
    },
    {
      of: "no value where one must be given",
      json: {},
      lines: ["steps: expected integer (1 or more), got nothing"],
    },
    {
      of: "a value that no alternative has",
      json: { steps: 1, threads: "all" },
      lines: ['threads: expected integer | "auto" (1 or more), got "all"'],
    },
    {
      of: "a wrong item of a list",
      json: { steps: 1, head: { widths: [4, "x"] } },
      lines: ['head.widths: expected list of integers (each 1 or more), got [4,"x"]'],
    },
    {
      of: "what the schema checks by itself",
      json: { steps: 1, split: { train: 0.5, test: 0.1 } },
      lines: ["split: expected a sum of 1"],
    },
    { of: "no object", json: 3, lines: ['expected an object, { "key": value, ... }, got 3'] },
  ])("refuses $of", ({ json, lines }) => {
    expect(wrong(json)).toEqual(lines);
  });

  test("tells of the alternative that comes nearest where nothing tells them apart", () => {
    const point = z.strictObject({ x: z.number(), y: z.number() });
    const schema = z.strictObject({ at: z.union([point, z.strictObject({ angle: z.number() })]) });
    expect(wrong({ at: { x: 1, yy: 2 } }, schema)).toEqual([
      "at.y: expected number, got nothing",
      "at.yy: there is no such key; did you mean at.y?",
    ]);
  });

  test("says at the end where the keys are listed", () => {
    const help = "flawlens methods adl lists the keys";
    expect(() => parseConfig(methodSchema, {}, { help })).toThrow(
      /^expected another configuration:\n  steps: .* got nothing\nflawlens methods adl lists the keys$/,
    );
  });
});
