import { describe, expect, test } from "vitest";
import { chooseBinding, type BindingOptions } from "./chooseBinding.ts";
import type { BindingName, OrtBinding } from "./ortBinding.ts";

const INSTALL = "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node";

/** A binding that gives this for each number of a sum. */
function fake(name: BindingName, sum: (x: number) => number): OrtBinding {
  return {
    name,
    processor: "cpu",
    tensor: (type, data, dims) => ({ type, data, dims }),
    compile: () => ({
      run: ({ x }, { y }) => (y.data as Float32Array).set((x.data as Float32Array).map(sum)),
      release() {},
    }),
    open: () => ({ run: () => ({}), release() {} }),
  };
}

/** What is chosen and told where these bindings work, these compute wrongly, and the others do not load. */
function choose(
  { works, wrong = [] }: { works: BindingName[]; wrong?: BindingName[] },
  options: Partial<BindingOptions> = {},
) {
  const told: string[] = [];
  const missing = Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
  const make = (name: BindingName): OrtBinding => {
    if (works.includes(name)) return fake(name, (x) => 2 * x);
    if (wrong.includes(name)) return fake(name, (x) => x + 1);
    throw missing;
  };
  const { name } = chooseBinding({ threads: 1, ...options }, { make, tell: (text) => told.push(text) }); // prettier-ignore
  return { name, told: told.join("\n") };
}

describe("chooseBinding", () => {
  test("takes the private binding where it works, and says nothing", () => {
    expect(choose({ works: ["private", "public", "web"] })).toEqual({ name: "private", told: "" });
  });

  test("takes the public API where the private binding computes wrongly, and says why", () => {
    const { name, told } = choose({ works: ["public", "web"], wrong: ["private"] });
    expect(name).toBe("public");
    expect(told).toContain("expected (1, -2, 0.25) twice to be 2, -4, 0.5, got 2, -1, 1.25");
  });

  test("takes onnxruntime-web where onnxruntime-node is not installed, and says what it costs and what to install", () => {
    const { name, told } = choose({ works: ["web"] });
    expect(name).toBe("web");
    expect(told).toMatch(/it is not installed.* onnxruntime-web.* times as long/);
    expect(told).toContain(INSTALL);
  });

  test("refuses where nothing works, with each reason and what to install", () => {
    expect(() => choose({ works: [], wrong: ["public"] })).toThrow(
      /private: it is not installed\n {2}public: expected .*\n {2}web: it is not installed/,
    );
    expect(() => choose({ works: [] })).toThrow(INSTALL);
  });

  test("takes the one that is named and no other, and says nothing", () => {
    const all = { works: ["private", "public", "web"] as BindingName[] };
    for (const binding of all.works)
      expect(choose(all, { binding })).toEqual({ name: binding, told: "" });
    expect(() => choose({ works: ["private"] }, { binding: "web" })).toThrow(
      'expected the binding "web" to work, got: it is not installed',
    );
    expect(() => choose(all, { binding: "native" as BindingName })).toThrow(
      new RangeError(
        'tfjs-backend-ort: expected FLAWLENS_BINDING to be one of private, public, web, got "native"',
      ),
    );
  });
});
