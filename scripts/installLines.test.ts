// The examples of a README run with exactly the packages that its install lines name, also where packages cannot see
// what others have installed, as in pnpm's layout.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const names = readdirSync(join(root, "packages"));

/** The packages of all install lines, in order. */
const installed = (readme: string): string[] =>
  [...readme.matchAll(/npm install ((?:-[-\w=]+ )*)((?:@?[\w./-]+ *)+)/g)].flatMap(([, , list]) =>
    list!.trim().split(/ +/),
  );

/** The packages that blocks of code import, by their names without what stands below them. */
function imported(readme: string): Set<string> {
  const blocks = [...readme.matchAll(/^```(?:ts|tsx|js|mjs)\n([^]*?)^```$/gm)];
  const specifiers = blocks.flatMap(([, code]) =>
    [...code!.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["']([^"']+)["']/g)].map(
      ([, specifier]) => specifier!,
    ),
  );
  const foreign = specifiers.filter((name) => !/^[./]|^https?:/.test(name) && !isBuiltin(name));
  return new Set(foreign.map((name) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)![1]!));
}

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
  expect(installed(readme)).toEqual(["a", "@b/c", "onnxruntime-node"]);
  expect([...imported(readme)]).toEqual(["@b/c", "z"]);
  expect(unguarded(readme)).toHaveLength(1);
  expect(unguarded(readme.replace("npm", "ONNXRUNTIME_NODE_INSTALL=skip npm"))).toEqual([]);
});

describe.each([
  ...names.map((name) => ({ of: `packages/${name}`, own: [`@flawlens/${name}`] })),
  { of: ".", own: [] },
])("the README of $of", ({ of, own }) => {
  const readme = readFileSync(join(root, of, "README.md"), "utf8");
  const there = new Set([...installed(readme), ...own]);

  test("installs what its examples import, and the peers of that", () => {
    const needed = [...imported(readme)];
    const peers = [...there].filter((name) => name.startsWith("@flawlens/")).flatMap(requiredPeers);
    expect([...needed, ...peers].filter((name) => !there.has(name))).toEqual([]);
  });

  test("keeps onnxruntime-node from fetching from another host", () => {
    expect(unguarded(readme)).toEqual([]);
  });
});
