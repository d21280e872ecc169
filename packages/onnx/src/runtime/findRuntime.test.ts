import { afterEach, describe, expect, test, vi } from "vitest";
import { findRuntime, type FindOptions } from "./findRuntime.ts";
import { installCommand } from "./installCommand.ts";

const missing = (name: string) =>
  Promise.reject(
    Object.assign(new Error(`Cannot find package '${name}' imported from /app.js`), {
      code: "ERR_MODULE_NOT_FOUND",
    }),
  );
const broken = () =>
  Promise.reject(
    Object.assign(new Error("Error loading shared library libstdc++.so.6\n  more"), {
      code: "ERR_DLOPEN_FAILED",
    }),
  );
type Loaders = NonNullable<FindOptions["loaders"]>;
const parts = {
  InferenceSession: { create: () => Promise.reject(new Error("not called")) },
  Tensor: Object as never,
};
const native = async () => ({
  ...parts,
  env: { versions: { node: "1.30.0" } },
  listSupportedBackends: () => [{ name: "cpu" }, { name: "cuda" }],
});
const web = async () => ({ ...parts, env: { versions: { web: "1.29.0" } } });
const loaders = (changes: Partial<Loaders> = {}): Loaders => ({
  "onnxruntime-node": native,
  "onnxruntime-web": web,
  ...changes,
});
const none = loaders({
  "onnxruntime-node": broken,
  "onnxruntime-web": () => missing("onnxruntime-web"),
});

describe("findRuntime", () => {
  test.each([
    { of: "cpu,wasm", is: { package: "onnxruntime-node", version: "1.30.0", providers: ["cpu"] } },
    { of: "wasm,cpu", is: { package: "onnxruntime-web", version: "1.29.0", providers: ["wasm"] } },
    {
      of: "cuda,cpu,wasm",
      is: { package: "onnxruntime-node", version: "1.30.0", providers: ["cuda", "cpu"] },
    },
  ])("takes the first of $of where all packages load", async ({ of, is }) => {
    expect(await findRuntime(of.split(","), { loaders: loaders() })).toMatchObject({
      ...is,
      refused: [],
    });
  });

  test.each([
    {
      where: "is not installed",
      load: () => missing("onnxruntime-node"),
      reason: "is not installed",
    },
    {
      where: "has a library that does not load",
      load: broken,
      reason: `does not load on ${process.platform} ${process.arch}: Error loading shared library libstdc++.so.6`,
    },
  ])("takes WebAssembly where the native package $where", async ({ load, reason }) => {
    const found = await findRuntime(["cpu", "wasm"], {
      loaders: loaders({ "onnxruntime-node": load }),
    });
    expect(found).toMatchObject({ package: "onnxruntime-web", providers: ["wasm"] });
    expect(found.refused).toEqual([{ package: "onnxruntime-node", reason }]);
  });

  test("takes native code where WebAssembly comes first and is not installed", async () => {
    const without = loaders({ "onnxruntime-web": () => missing("onnxruntime-web") });
    const found = await findRuntime(["wasm", "cpu"], { loaders: without });
    expect(found).toMatchObject({ package: "onnxruntime-node", providers: ["cpu"] });
  });

  test("does not fall back where only native code is asked for", async () => {
    const without = loaders({ "onnxruntime-node": () => missing("onnxruntime-node") });
    await expect(findRuntime(["cpu"], { loaders: without })).rejects.toThrow(
      "findRuntime: expected ONNX Runtime for the providers cpu, got none:\n  onnxruntime-node is not installed",
    );
  });

  test("says why nothing loads, and what to install", async () => {
    const { platform, arch } = process;
    await expect(findRuntime(["cpu", "wasm"], { loaders: none })).rejects.toThrow(
      `findRuntime: expected ONNX Runtime for the providers cpu, wasm, got none:
  onnxruntime-node does not load on ${platform} ${arch}: Error loading shared library libstdc++.so.6
  onnxruntime-web is not installed
Install it: ${installCommand(["onnxruntime-node"])}
or, where that does not run, WebAssembly (provider wasm): npm install onnxruntime-web`,
    );
  });

  test("refuses providers that the native package has not, and none at all", async () => {
    await expect(findRuntime(["abacus"], { loaders: loaders() })).rejects.toThrow(
      new RangeError("findRuntime: expected providers among cpu, cuda, wasm, got abacus"),
    );
    await expect(findRuntime([], { loaders: loaders() })).rejects.toThrow(
      "expected at least one provider",
    );
  });

  test.each([
    { binding: "", is: "onnxruntime-node" },
    { binding: "public", is: "onnxruntime-node" },
    { binding: "web", is: "onnxruntime-web" },
  ])("takes $is where FLAWLENS_BINDING is '$binding'", async ({ binding, is }) => {
    vi.stubEnv("FLAWLENS_BINDING", binding);
    expect((await findRuntime(undefined, { loaders: loaders() })).package).toBe(is);
  });

  test("refuses a FLAWLENS_BINDING that there is not", async () => {
    vi.stubEnv("FLAWLENS_BINDING", "abacus");
    await expect(findRuntime(undefined, { loaders: loaders() })).rejects.toThrow(
      'findRuntime: expected FLAWLENS_BINDING to be one of private, public, web, got "abacus"',
    );
  });
});

afterEach(() => void vi.unstubAllEnvs());
