import { resolve } from "node:path";
import { expect, test } from "vitest";
import { isRemote, jobHash, jobId, option, pathArgument } from "./plannedJob.ts";

test("a folder is a path, and data on a server are not", () => {
  expect(pathArgument("photos")).toEqual({ path: resolve("photos") });
  expect(pathArgument("s3://bucket/photos")).toBe("s3://bucket/photos");
  expect(["https://host/a.csv", "C://x", "a:b"].map(isRemote)).toEqual([true, false, false]);
});

test("an option without a value is left out", () => {
  expect([option("--seed", 0), option("--masks", undefined)]).toEqual([["--seed", "0"], []]);
});

test("ids and hashes follow from what they stand for", () => {
  expect(jobId("bottle/padim/seed-1")).toBe("bottle_padim_seed-1");
  expect(jobHash(["a", 1])).toBe(jobHash(["a", 1]));
  expect(jobHash(["a", 1])).not.toBe(jobHash(["a", 2]));
});
