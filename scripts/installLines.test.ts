// The examples of a README run with exactly the packages that its install lines name, also where packages cannot see
// what others have installed, as in pnpm's layout.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "./markdown/importsOf.ts";
import { installLines } from "./markdown/installLines.ts";

const root = join(import.meta.dirname, "..");
const names = readdirSync(join(root, "packages"));

/** Lines with an install command for `onnxruntime-node` that lets its script fetch from another host. */
const unguarded = (readme: string): string[] =>
  readme
    .split("\n")
    .filter((line) =>
      /(?<!ONNXRUNTIME_NODE_INSTALL=skip )npm install [^`#]*onnxruntime-node/.test(line),
    );

/** Peers without which a package of ours does not work. */
function requiredPeers(name: string): string[] {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(
    readFileSync(join(root, "packages", name.replace("@flawlens/", ""), "package.json"), "utf8"),
  ) as {
    peerDependencies?: Record<string, string>;
    peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  };
  return Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
}

test("what is looked for is found", () => {
  const readme = "```sh\nnpm install a @b/c onnxruntime-node # d\n```\n\n```ts\nimport { x } from '@b/c/y';\nawait import(\"z\");\n```\n"; // prettier-ignore
  expect(installLines(readme)).toEqual([["a", "@b/c", "onnxruntime-node"]]);
  expect([...importsOf(readme)]).toEqual(["@b/c", "z"]);
  expect(unguarded(readme)).toHaveLength(1);
  expect(unguarded(readme.replace("npm", "ONNXRUNTIME_NODE_INSTALL=skip npm"))).toEqual([]);
});

describe.each([
  ...names.map((name) => ({ of: `packages/${name}`, own: [`@flawlens/${name}`] })),
  { of: ".", own: [] },
])("the README of $of", ({ of, own }) => {
  const readme = readFileSync(join(root, of, "README.md"), "utf8");
  const there = new Set([...installLines(readme).flat(), ...own]);

  test("installs what its examples import, and the peers of that", () => {
    const needed = [...importsOf(readme)];
    const peers = [...there].filter((name) => name.startsWith("@flawlens/")).flatMap(requiredPeers);
    expect([...needed, ...peers].filter((name) => !there.has(name))).toEqual([]);
  });

  test("keeps onnxruntime-node from fetching from another host", () => {
    expect(unguarded(readme)).toEqual([]);
  });
});
