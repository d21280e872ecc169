import { expect, test } from "vitest";
import { abortable } from "./abortable.ts";

test("abortable reads until the signal comes", async () => {
  const controller = new AbortController();
  const plain = { samples: ["a", "b"], read: async (i: number) => 10 * i };
  const source = abortable(plain, controller.signal);
  expect([source.samples, await source.read(1)]).toEqual([["a", "b"], 10]);
  controller.abort(new Error("enough"));
  await expect(source.read(1)).rejects.toThrow("enough");
});
