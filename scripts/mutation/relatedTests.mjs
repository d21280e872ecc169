import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The tests of a package that import a file, directly or through others; the test beside the file comes first. */
export function relatedTests(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name))
    .map((name) => join(folder, name));
  const users = new Map();
  for (const file of files)
    for (const [, path] of readFileSync(file, "utf8").matchAll(
      /(?:from|import\()\s*"(\.[^"]+)"/g,
    )) {
      const target = resolve(dirname(file), path);
      users.set(target, [...(users.get(target) ?? []), file]);
    }
  return (file) => {
    const reached = new Set([file]);
    for (const at of reached) for (const user of users.get(at) ?? []) reached.add(user);
    const beside = file.replace(/\.ts$/, ".test.ts");
    const tests = [...reached].filter((name) => name.endsWith(".test.ts") && name !== beside);
    return [...(existsSync(beside) ? [beside] : []), ...tests];
  };
}
