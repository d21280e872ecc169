import { below, oneOf } from "./fuzzTarget.ts";

const huge = "a number too large for a double";
const deep = "lists within lists";

const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1,
  1.5,
  65536,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e-320,
  huge,
  deep,
  "",
  "0",
  "x",
  "../x.png",
  "a\u0000b",
  "\ud800",
  "__proto__",
  "y".repeat(3000),
  [],
  [null],
  {},
  { length: 1e9 },
  { toString: 1 },
];

/**
 * The text of a JSON value with one to three parts of it changed: replaced by something of another kind or size, left
 * out, written twice, moved to where another part is.
 */
export function mutateJson(value: unknown, random: () => number): string {
  const root = { value: structuredClone(value) };
  for (let edits = 1 + below(random, 3); edits > 0; edits--) {
    const places = placesIn(root);
    const [holder, key] = oneOf(random, places);
    const parts = holder as Record<string, unknown>;
    switch (below(random, 6)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else if (holder !== root) delete parts[key];
        break;
      case 1:
        if (Array.isArray(holder)) holder.push(structuredClone(parts[key]));
        else Object.defineProperty(parts, oneOf(random, ["__proto__", "constructor", "x", "length"]), own(parts[key])); // prettier-ignore
        break;
      case 2: {
        const [from, other] = oneOf(random, places);
        parts[key] = structuredClone((from as Record<string, unknown>)[other]);
        break;
      }
      case 3:
        parts[key] = typeof parts[key] === "number" ? parts[key] + oneOf(random, [-1, 1, 0.5, 1e9]) : 7; // prettier-ignore
        break;
      default:
        parts[key] = structuredClone(oneOf(random, values));
    }
  }
  const text = JSON.stringify(root.value) ?? "";
  return text
    .replaceAll(JSON.stringify(huge), "1e999")
    .replaceAll(JSON.stringify(deep), () => "[".repeat(2000) + "]".repeat(2000));
}

const own = (value: unknown) => ({
  value: structuredClone(value),
  enumerable: true,
  configurable: true,
  writable: true,
});

/** Every part of a value, as what holds it and the key there. */
function placesIn(holder: object): [object, string][] {
  return Object.entries(holder).flatMap(([key, value]): [object, string][] => [
    [holder, key],
    ...(typeof value === "object" && value !== null ? placesIn(value) : []),
  ]);
}
