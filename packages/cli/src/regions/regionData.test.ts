import { Command } from "commander";
import { expect, test } from "vitest";
import { addRegionData } from "./regionData.ts";

test("addRegionData adds the options by which data sets of regions are read", () => {
  const command = addRegionData(new Command());
  command.parse(["--category", "nut", "--allow-outside"], { from: "user" });
  expect(command.opts()).toEqual({ category: "nut", allowOutside: true });
});
