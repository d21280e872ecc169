import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { keptVersions } from "./_keptVersions.ts";
import type { Chosen } from "./_outlierList.ts";

const kept = keptVersions({ nominal: 5, pseudo: true, fewShot: 2, versions: 3 });

describe("keptVersions", () => {
  test("keeps every version of each image and of its pseudo-anomaly, and a known anomaly once", () => {
    const count = (kind: Chosen["kind"], index: number) =>
      Array.from({ length: kept.total }, (_, entry) => kept.chosenAt(entry)).filter(
        (chosen) => chosen.kind === kind && chosen.index === index,
      ).length;
    expect(kept.total).toBe(3 * 5 + 3 * 5 + 2);
    for (let index = 0; index < 5; index++)
      expect([count("nominal", index), count("pseudo", index)]).toEqual([3, 3]);
    expect([count("fewShot", 0), count("fewShot", 1)]).toEqual([1, 1]);
    expect(keptVersions({ nominal: 5, pseudo: false, fewShot: 2, versions: 3 }).total).toBe(17);
  });

  test.each(["nominal", "pseudo"] as const)("draws each version of a %s sample alike", (kind) => {
    const random = randomStream(4);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 30_000; draw++) {
      const entry = kept.draw({ kind, index: 2 }, random);
      expect(kept.chosenAt(entry)).toEqual({ kind, index: 2 });
      counts.set(entry, (counts.get(entry) ?? 0) + 1);
    }
    expect(counts.size).toBe(3);
    // 10,000 each, and a standard deviation of 82
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(330);
  });

  test("finds a known anomaly with pseudo-anomalies and without", () => {
    const plain = keptVersions({ nominal: 5, pseudo: false, fewShot: 2, versions: 3 });
    for (const each of [kept, plain]) {
      const known: Chosen = { kind: "fewShot", index: 1 };
      expect(each.chosenAt(each.draw(known, randomStream(1)))).toEqual(known);
    }
  });
});
