import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { builtInMethods, loadMethod } from "./loadMethod.ts";

/** A method in a file; parts of it replaced, as code. */
async function fileWith(changes: Record<string, string> = {}, name = "mine.mjs"): Promise<string> {
  const parts: Record<string, string> = {
    name: '"mine"',
    title: '"Mine"',
    config: "{ safeParse() {}, _zod: {} }",
    needs: '{ anomalies: "none", masks: "unused" }',
    create: "async () => ({})",
    ...changes,
  };
  const file = join(await temporaryFolder(), name);
  const code = Object.entries(parts).map(([key, value]) => `${key}: ${value}`);
  await writeFile(file, `export default { ${code.join(", ")} };`);
  return file;
}

describe("loadMethod", () => {
  test.each(builtInMethods)("loads %s by its name", async (name) => {
    const { method, from, packages } = await loadMethod(name);
    expect([method.name, from]).toEqual([name, name]);
    expect(packages).toHaveLength(1);
  });

  test("loads a method of one's own from a file, and remembers where that is", async () => {
    const file = await fileWith();
    const { method, from, packages } = await loadMethod(file);
    expect([method.name, from, packages]).toEqual(["mine", file, []]);
  });

  test("loads TypeScript, in a project of CommonJS too", async () => {
    const file = await fileWith({ name: '"typed" as string' }, "mine.ts"); // beside no package.json
    expect((await loadMethod(file)).method.name).toBe("typed");
    const module = await fileWith({ name: '"typed" as string' }, "mine.mts");
    expect((await loadMethod(module)).method.name).toBe("typed");
  });

  test("says what to install where a file's imports are not found", async () => {
    const file = join(await temporaryFolder(), "mine.ts");
    await writeFile(file, 'import "no-such-package"; export default {};');
    await expect(loadMethod(file)).rejects.toThrow(
      /--method: expected what .*mine\.ts imports to be installed where it lies, got "Cannot find .*no-such-package.*"; install @flawlens\/cli/,
    );
  });

  test("loads an installed package from where the command runs", async () => {
    // Any package will do to show that it is found; this one is no method.
    await expect(loadMethod("fast-check")).rejects.toThrow(
      "--method: expected a Method of @flawlens/detector as the default export of fast-check, got",
    );
  });

  test.each([
    { changes: { name: "undefined" }, got: "an object without a name" },
    { changes: { title: "undefined" }, got: "mine without a title" },
    { changes: { config: "{ safeParse() {} }" }, got: "mine without a config, a schema of zod 4" },
    { changes: { needs: '{ anomalies: "some" }' }, got: "mine without needs.anomalies" },
    { changes: { create: "undefined" }, got: "mine without a function create" },
  ] as { changes: Record<string, string>; got: string }[])(
    "refuses $got",
    async ({ changes, got }) => {
      await expect(loadMethod(await fileWith(changes))).rejects.toThrow(`got ${got}`);
    },
  );

  test.each([
    { name: "patchcor", says: "got patchcor; did you mean patchcore?" },
    { name: "./nowhere.ts", says: "got ./nowhere.ts, which is not there" },
  ])("refuses $name", async ({ name, says }) => {
    await expect(loadMethod(name)).rejects.toThrow(says);
  });
});
