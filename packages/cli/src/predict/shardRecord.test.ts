import { expect, test } from "vitest";
import { shardRecord } from "./shardRecord.ts";

test("shardRecord keeps no time and no path of the machine", () => {
  const input = { path: "/mnt/a/line/1.png", name: "line/1.png" };
  const sample = { id: "one", image: "line/1.png" };
  const unread = "expected an image in /mnt/a/line/1.png, got an empty file";
  const record = shardRecord(sample, { input, unread, passing: false });
  expect(record).toMatchObject({ id: "one", path: "line/1.png", verdict: "undecided", note: "expected an image in line/1.png, got an empty file" }); // prettier-ignore
  expect(record).not.toHaveProperty("milliseconds");
});
