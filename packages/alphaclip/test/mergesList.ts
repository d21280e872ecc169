import fixture from "./fixtures/clipBpe.json" with { type: "json" };

/** The published list of merges: those of the fixture in their places, others made up, and lines after the end. */
export const mergesList = (() => {
  const lines = Array.from({ length: 49_000 }, (_, i) => `filler${i} x</w>`);
  for (const [rank, left, right] of fixture.merges) lines[rank as number] = `${left} ${right}`;
  return ["#version: 0.2", ...lines, ""].join("\n");
})();
