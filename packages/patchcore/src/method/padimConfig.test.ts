import { describe, expect, test } from "vitest";
import { padimConfig } from "./padimConfig.ts";

describe("padimConfig", () => {
  test("fills every key but the layers in", () => {
    expect(padimConfig.parse({})).toEqual({
      network: "efficientnet-lite0",
      inputSize: 256,
      channels: 100,
      falsePositiveFraction: 0.05,
      memoryGiB: 4,
    });
  });

  test("takes a number of channels, or all", () => {
    expect(padimConfig.parse({ channels: "all" }).channels).toBe("all");
    expect(padimConfig.parse({ channels: 7 }).channels).toBe(7);
  });

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(padimConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([{ channels: 0 }, { channels: "some" }, { neighbors: 9 }])("refuses %o", (config) => {
    expect(padimConfig.safeParse(config).success).toBe(false);
  });
});
