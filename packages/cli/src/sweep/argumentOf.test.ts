import { expect, test } from "vitest";
import { argumentOf } from "./argumentOf.ts";

test("gives the word after an option, or undefined without the option", () => {
  const argv = ["train", "--out", "runs/1", "--seed", "2"];
  expect(argumentOf(argv, "--out")).toBe("runs/1");
  expect(argumentOf(argv, "--seed")).toBe("2");
  expect(argumentOf(argv, "--category")).toBeUndefined();
});
