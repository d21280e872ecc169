import { describe, expect, test } from "vitest";
import { z } from "zod";
import { methodSchema } from "../../test/methodSchema.ts";
import { describeConfig } from "./describeConfig.ts";

const rows = describeConfig(methodSchema);
const row = (key: string) => rows.find((one) => one.key === key)!;

describe("describeConfig", () => {
  test("lists every key once, nested ones after what they lie in", () => {
    expect(rows.map(({ key }) => key)).toEqual([
      "encoder",
      "encoder.network",
      "encoder.widths",
      "encoder.layers",
      "head",
      "head.widths",
      "head.normalizeInput",
      "score",
      "steps",
      "learningRate",
      "width",
      "quality",
      "augmentation",
      "augmentation.probability",
      "split",
      "split.train",
      "split.test",
      "threads",
      "dropout",
      "pair",
    ]);
    expect(rows.filter(({ description }) => description === "")).toEqual([]);
  });

  test.each([
    { key: "encoder.network", type: '"small" | "efficientnet-lite0"', range: "" },
    { key: "encoder.widths", type: "list of lists of integers", range: "each 1 or more" },
    { key: "encoder.layers", type: "list of strings", range: "1 or more items" },
    { key: "head", type: "object", range: "" },
    { key: "head.normalizeInput", type: "true | false", range: "" },
    { key: "score", type: '"mean" | "max"', range: "" },
    { key: "steps", type: "integer", range: "1 or more" },
    { key: "learningRate", type: "number", range: "above 0" },
    { key: "width", type: "integer", range: "1 or more, a multiple of 32" },
    { key: "quality", type: "integer | null", range: "1 to 100" },
    { key: "augmentation", type: "object | null", range: "" },
    { key: "threads", type: 'integer | "auto"', range: "1 or more" },
    { key: "dropout", type: "number", range: "0 or more and below 1" },
    { key: "pair", type: "list of numbers", range: "2 items" },
  ])("says that $key is $type, $range", ({ key, type, range }) => {
    expect(row(key)).toMatchObject({ type, range });
  });

  test.each([
    ["encoder", { network: "small" }],
    ["encoder.network", "small"],
    ["encoder.layers", ["stage16"]],
    ["head.widths", [512, 512]],
    ["quality", 95],
    ["augmentation", null],
    ["augmentation.probability", 0.5],
    ["split.train", 0.75],
  ])("says the default of %s", (key, value) => {
    expect(row(key)).toMatchObject({ default: value, required: false });
  });

  test("tells what must be given from what may be left out", () => {
    expect(row("steps")).toMatchObject({ required: true });
    for (const key of ["steps", "threads", "encoder.widths"])
      expect("default" in row(key)).toBe(false);
    expect(row("threads")).toMatchObject({ required: false });
  });

  test("says in which alternative of a union a key exists", () => {
    expect(rows.filter(({ when }) => when).map(({ key, when }) => [key, when])).toEqual([
      ["encoder.widths", 'encoder.network is "small"'],
      ["encoder.layers", 'encoder.network is "efficientnet-lite0"'],
    ]);
  });

  test("names a key that two alternatives have in each of them", () => {
    const schema = z.strictObject({
      rule: z.discriminatedUnion("name", [
        z.strictObject({ name: z.literal("a"), at: z.number().describe("In a.") }),
        z.strictObject({ name: z.enum(["b", "c"]), at: z.number().describe("In b and c.") }),
      ]),
    });
    expect(describeConfig(schema).map(({ key, when }) => [key, when])).toEqual([
      ["rule", ""],
      ["rule.name", ""],
      ["rule.at", 'rule.name is "a"'],
      ["rule.at", 'rule.name is "b" or "c"'],
    ]);
  });
});
