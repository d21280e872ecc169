import { describe, expect, test } from "vitest";
import { anything, list, nullable, number, object, oneOf, optional, Problems, record, text, where } from "./_schema.ts"; // prettier-ignore
import type { Reader } from "./_schema.ts";

/** What a reader gives, or what it says is wrong. */
function read(reader: Reader<unknown>, value: unknown): unknown {
  const problems = new Problems();
  const found = reader(value, ["a", "b"], problems);
  return problems.count === 0 ? { found } : problems.texts;
}
const taken = (found: unknown) => ({ found });
const refused = (says: string) => [`a.b: expected ${says}`];
const even: Reader<number> = where(number(), (value) => value % 2 === 0, "an even number");

describe("a value that is as it should be is read", () => {
  test.each<[of: string, reader: Reader<unknown>, value: unknown]>([
    ["a number", number(), -1.5],
    ["the least number", number({ least: 2 }), 2],
    ["the most", number({ most: 2 }), 2],
    ["one above", number({ above: 2 }), 2.001],
    ["a whole number", number({ whole: true }), -3],
    ["any text", text(), ""],
    ["the shortest text", text({ least: 2 }), "ab"],
    ["the longest", text({ most: 2 }), "ab"],
    ["one of several", oneOf<string | number>("x", 3), 3],
    ["an empty list", list(number()), []],
    ["the shortest list", list(number(), { least: 2 }), [1, 2]],
    ["the longest", list(number(), { most: 2 }), [1, 2]],
    ["a record", record(number()), { x: 1, toString: 2 }],
    ["null, where it may be", nullable(number()), null],
    ["a number, where null may be", nullable(number()), 1],
    ["nothing, where it may be", optional(number()), undefined],
    ["anything", anything, [{}]],
    ["what holds besides", even, 4],
  ])("%s", (_, reader, value) => {
    expect(read(reader, value)).toEqual(taken(value));
  });

  test("an object by its fields alone, without those that are not there", () => {
    const reader = object({ x: number(), y: optional(text()) });
    expect(read(reader, { x: 1, z: 3 })).toEqual(taken({ x: 1 }));
    expect(read(reader, { x: 1, y: "b" })).toEqual(taken({ x: 1, y: "b" }));
  });
});

describe("a value that is not is refused, by its place", () => {
  test.each<[of: string, reader: Reader<unknown>, value: unknown, says: string]>([
    ["a text for a number", number(), "1", 'a finite number, got "1"'],
    ["an infinite one", number(), Infinity, "a finite number, got"],
    ["a fraction for a whole one", number({ whole: true }), 1.5, "a whole number, got 1.5"],
    ["too small a number", number({ least: 2 }), 1.9, "at least 2, got 1.9"],
    ["one that is not above", number({ above: 2 }), 2, "more than 2, got 2"],
    ["too large a number", number({ most: 2 }), 2.1, "at most 2, got 2.1"],
    ["a number for a text", text(), 1, "a text, got 1"],
    ["too short a text", text({ least: 2 }), "a", 'at least 2 characters, got "a"'],
    ["too long a text", text({ most: 2 }), "abc", 'at most 2 characters, got "abc"'],
    ["none of several", oneOf<string | number>("x", 3), "3", '"x" or 3, got "3"'],
    ["an object for a list", list(number()), {}, "a list, got {  }"],
    ["too short a list", list(number(), { least: 2 }), [1], "at least 2 entries, got [1]"],
    ["too long a list", list(number(), { most: 2 }), [1, 2, 3], "at most 2 entries, got [1, 2, 3]"],
    ["a list for a record", record(number()), [1], "an object, got [1]"],
    ["null for a record", record(number()), null, "an object, got null"],
    ["a list for an object", object({}), [], "an object, got []"],
    ["null where only nothing may be", optional(number()), null, "a finite number, got null"],
    ["nothing where only null may be", nullable(number()), undefined, "a finite number, got"],
    ["what does not hold besides", even, 3, "an even number, got 3"],
    ["what is wrong by itself, once", even, "3", 'a finite number, got "3"'],
  ])("%s", (_, reader, value, says) => {
    expect(read(reader, value)).toEqual([expect.stringContaining(refused(says)[0])]);
  });

  test("inside of others by the names on the way, and a wrong name too", () => {
    const reader = object({ x: list(number()), y: record(text(), text({ most: 2 })) });
    expect(read(reader, { x: [1, "2"], y: { ok: 3, long: "c" } })).toEqual([
      'a.b.x.1: expected a finite number, got "2"',
      "a.b.y.ok: expected a text, got 3",
      'a.b.y.long: expected at most 2 characters, got "long"',
    ]);
  });

  test.each<[found: unknown, shown: string]>([
    [[1, "a", null, undefined], '[1, "a", null, nothing]'],
    [[[1, 2], {}, 3, 4, 5, 6], "[a list of 2, an object, 3, 4, and 2 more]"],
    [{ a: 1, b: [2], c: {}, d: "x", e: 5 }, '{ a: 1, b: a list of 1, c: an object, d: "x" }'],
    [{ ["k".repeat(61)]: true }, `{ ${"k".repeat(60)}: true }`],
    ["x".repeat(60), `"${"x".repeat(60)}"`],
    ["x".repeat(61), `"${"x".repeat(60)}..."`],
    [undefined, "nothing"],
    [null, "null"],
  ])("in few words, whatever was found: %j", (found, shown) => {
    expect(read(number(), found)).toEqual([`a.b: expected a finite number, got ${shown}`]);
  });

  test("five of many in words, and all counted", () => {
    const problems = new Problems();
    list(number())(Array(7).fill("x"), ["v"], problems);
    expect([problems.texts.length, problems.count]).toEqual([5, 7]);
    expect(problems.texts.at(-1)).toBe('v.4: expected a finite number, got "x"');
    problems.texts.length = problems.count = 0;
    number()("x", ["k".repeat(61)], problems);
    expect(problems.texts).toEqual([`${"k".repeat(60)}: expected a finite number, got "x"`]);
  });
});
