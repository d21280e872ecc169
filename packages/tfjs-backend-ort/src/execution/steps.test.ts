import { describe, expect, test } from "vitest";
import { arrived, atOnce, inTurn, type Steps } from "./steps.ts";

function* sum(...values: (number | Promise<number>)[]): Steps<number> {
  let total = 0;
  for (const value of values) total += yield* arrived(value);
  return total;
}

function* caught(value: Promise<number>): Steps<string> {
  try {
    return `got ${yield* arrived(value)}`;
  } catch (error) {
    return `caught ${(error as Error).message}`;
  }
}

describe("steps", () => {
  test("are done at once where everything is there", () => {
    expect(atOnce(sum(1, 2, 3))).toBe(6);
    expect(atOnce(sum())).toBe(0);
  });

  test("wait for promises, one after the other", async () => {
    const later = new Promise<number>((resolve) => setTimeout(() => resolve(2), 1));
    expect(await inTurn(sum(1, later, 3))).toBe(6);
  });

  test("throw what fails where it is waited for", async () => {
    expect(await inTurn(caught(Promise.reject(new Error("no"))))).toBe("caught no");
    await expect(inTurn(sum(Promise.reject(new Error("no"))))).rejects.toThrow("no");
  });
});
