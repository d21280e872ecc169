import { describe, expect, test } from "vitest";
import "../../test/cpu.ts";
import { countedBatches, flagCount } from "./countedBatches.ts";

describe("flagCount", () => {
  test("carries on what a batch cannot take", () => {
    const options = { contamination: 0.1, batchSize: 4, warmUp: 0 };
    const counts = Array.from({ length: 10 }, (_, step) => flagCount(step, options));
    expect(counts).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 1, 0]);
  });

  test("is nothing while warming up, and whole numbers where they fit", () => {
    const options = { contamination: 0.25, batchSize: 8, warmUp: 2 };
    expect([0, 1, 2, 3].map((step) => flagCount(step, options))).toEqual([0, 0, 2, 2]);
  });
});

describe("countedBatches", () => {
  const make = () => {
    let made = 0;
    return countedBatches(
      {
        next: async () => ({ ids: [`${made++}`] }),
        state: () => made,
        restore: (state) => {
          made = state as number;
        },
      },
      (step) => 10 * step,
    );
  };
  const read = async (batches: ReturnType<typeof make>) => {
    const { ids, count } = await batches.next();
    const [value] = count.dataSync();
    count.dispose();
    return [ids[0], value];
  };

  test("go on from a saved state", async () => {
    const batches = make();
    expect([await read(batches), await read(batches)]).toEqual([["0", 0], ["1", 10]]); // prettier-ignore
    const other = make();
    other.restore(JSON.parse(JSON.stringify(batches.state())));
    expect(await read(other)).toEqual(["2", 20]);
  });

  test("refuse another state", () => {
    expect(() => make().restore({})).toThrow("expected a state saved by countedBatches, got {}");
  });
});
