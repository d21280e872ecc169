import { expect, test } from "vitest";
import { instructionSets } from "./instructionSets.ts";

test.each([
  { of: "an Intel server", line: "flags\t\t: fpu sse4_2 avx avx2 avx512f avx512bw", is: ["SSE4.2", "AVX", "AVX2", "AVX-512"] }, // prettier-ignore
  { of: "an old laptop", line: "flags\t\t: fpu sse4_2 avx", is: ["SSE4.2", "AVX"] },
  { of: "an ARM server", line: "Features\t: fp asimd evtstrm", is: ["NEON"] },
])("$of has $is", ({ line, is }) => {
  expect(instructionSets(`processor\t: 0\n${line}\nbogomips\t: 4000\n`)).toEqual(is);
});

test("is unknown where the system lists no flags", () => {
  expect(instructionSets("")).toBeNull();
});
