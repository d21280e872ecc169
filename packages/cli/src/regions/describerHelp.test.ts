import { describerConfig, describerPresets } from "@flawlens/alphaclip";
import { expect, test } from "vitest";
import { describerHelp } from "./describerHelp.ts";

test("describerHelp lists every preset, the first as the default, and every key", () => {
  const [presets, keys] = describerHelp().split("\n\nConfiguration");
  const lines = presets.split("\n").slice(1);
  expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual(Object.keys(describerPresets));
  expect(lines.map((line) => line.endsWith(" The default."))).toEqual([true, false, false]);
  for (const key of Object.keys(describerConfig.parse(describerPresets.small.config)))
    expect(keys).toMatch(new RegExp(`^ +${key}\\b`, "m"));
});
