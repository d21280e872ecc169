import { describe, expect, test } from "vitest";
import { otherWork, parseSeal, type ShardWork } from "./shardSeal.ts";

const work: ShardWork = { command: "predict", detector: "d", options: { tiles: { size: 8, overlap: 2 }, lookAt: undefined }, versions: { a: "1" } }; // prettier-ignore

describe("otherWork", () => {
  test("of the same work is null, in whatever order it was written", () => {
    const options = { tiles: { overlap: 2, size: 8 } };
    expect(otherWork({ ...work, options }, work)).toBeNull();
  });

  test.each([
    [{ command: "evaluate" as const }, "of flawlens evaluate"],
    [{ detector: "e" }, "of another detector file"],
    [{ options: {} }, "with other options ({})"],
    [{ versions: { a: "2" } }, "by a 2"],
    [{ versions: {} }, "by a (none)"],
    [{ versions: { a: "1", b: "1" } }, "by b 1"],
  ])("of %j says so", (changes, says) => {
    expect(otherWork({ ...work, ...changes }, work)).toBe(says);
  });
});

test("parseSeal refuses what is no seal, or has more than one", () => {
  expect(() => parseSeal("{")).toThrow("shard.json is not JSON");
  expect(() => parseSeal("{}")).toThrow("shard.json is not as it was written: format");
  const seal = { format: 1, ...work, shard: { index: 1, of: 2 }, data: "h", images: 1, unread: 0, seconds: 0.5, files: {} }; // prettier-ignore
  expect(parseSeal(JSON.stringify(seal))).toMatchObject({ images: 1 });
  expect(() => parseSeal(JSON.stringify({ ...seal, path: "/etc" }))).toThrow(
    "not as it was written",
  );
});
