import { expect, test } from "vitest";
import { describeConfig } from "../config/describeConfig.ts";
import { gridSchema } from "./gridSchema.ts";

test("every key of a grid file has its sentence", () => {
  const keys = describeConfig(gridSchema);
  expect(keys.map(({ key }) => key)).toContain("train.settingsOf");
  for (const { key, description } of keys) expect([key, description]).toEqual([key, expect.stringMatching(/\.$/)]); // prettier-ignore
});
