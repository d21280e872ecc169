import { describe, expect, test } from "vitest";
import { SessionCache } from "./sessionCache.ts";

/** A graph that remembers whether it was released. */
function graph() {
  const made = { released: false };
  const session = { run: () => ({}), release: () => void (made.released = true) };
  return { made, compiled: { session, outputs: [] } };
}

describe("SessionCache", () => {
  test("releases the graph longest unused when one too many comes", () => {
    const cache = new SessionCache(2);
    const [a, b, c] = [graph(), graph(), graph()];
    cache.set("a", a.compiled);
    cache.set("b", b.compiled);
    expect(cache.get("a")).toBe(a.compiled); // now b is the oldest
    cache.set("c", c.compiled);
    expect([a, b, c].map(({ made }) => made.released)).toEqual([false, true, false]);
    expect(cache.get("b")).toBeUndefined();
    expect(cache.size).toBe(2);
  });

  test("evicts by key and releases what it evicts", () => {
    const cache = new SessionCache(5);
    const [a, b] = [graph(), graph()];
    cache.set("c1;", a.compiled);
    cache.set("c2;", b.compiled);
    cache.evict((key) => key.includes("c1;"));
    expect([a, b].map(({ made }) => made.released)).toEqual([true, false]);
  });

  test("releases early what ran once and then not for a while, and keeps it when it comes back", () => {
    const cache = new SessionCache(5);
    const [once, twice, back] = [graph(), graph(), graph()];
    cache.get("once");
    cache.set("once", once.compiled);
    cache.get("twice");
    cache.set("twice", twice.compiled);
    cache.get("twice");
    for (let run = 0; run < 100; run++) cache.get("missing");
    expect([once, twice].map(({ made }) => made.released)).toEqual([true, false]);
    expect(cache.get("once")).toBeUndefined();
    cache.set("once", back.compiled);
    for (let run = 0; run < 100; run++) cache.get("missing");
    expect(cache.get("once")).toBe(back.compiled);
  });

  test("releases nothing early that is wanted every few runs", () => {
    const cache = new SessionCache(5);
    const often = graph();
    cache.set("often", often.compiled);
    for (let run = 1; run < 200; run++) cache.get(run % 7 ? "missing" : "often");
    expect(often.made.released).toBe(false);
  });
});
