import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const host = "https://github.com/flawlens/flawlens";
const names = readdirSync(join(root, "packages"));

describe.each(names)("@flawlens/%s as published", (name) => {
  const folder = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>; // prettier-ignore

  test("says what it is, whose it is, and where", () => {
    expect(manifest).toMatchObject({
      name: `@flawlens/${name}`,
      license: "Apache-2.0",
      author: "The FlawLens authors",
      homepage: `${host}/tree/main/packages/${name}#readme`,
      bugs: `${host}/issues`,
      repository: { type: "git", url: `git+${host}.git`, directory: `packages/${name}` },
      engines: { node: ">=20.19" },
      publishConfig: { access: "public" },
    });
    expect(String(manifest.description).length).toBeGreaterThan(20);
    expect((manifest.keywords as string[]).length).toBeGreaterThan(2);
    expect(manifest).toHaveProperty("sideEffects");
  });

  test("has the licence of the repository", () => {
    expect(readFileSync(join(folder, "LICENSE"), "utf8")).toBe(readFileSync(join(root, "LICENSE"), "utf8")); // prettier-ignore
  });

  test("links in its README to places that are there, from wherever it is read", () => {
    const readme = readFileSync(join(folder, "README.md"), "utf8").replaceAll(
      /^```[^]*?^```$/gm,
      "",
    );
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !/^(https?:|#)/.test(link))).toEqual([]);
    const here = links
      .map(
        (link) =>
          /^https:\/\/github\.com\/flawlens\/flawlens\/(?:blob|tree)\/main\/([^#]+)/.exec(
            link,
          )?.[1],
      )
      .filter((path) => path !== undefined);
    expect(here.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test("no number of a version jumps to 1.0 by a change of the engine", () => {
  const config = JSON.parse(readFileSync(join(root, ".changeset/config.json"), "utf8")) as Record<string, unknown>; // prettier-ignore
  expect(config).toMatchObject({ ___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH: { onlyUpdatePeerDependentsWhenOutOfRange: true } }); // prettier-ignore
  const peers = names.flatMap((name) => {
    const { peerDependencies = {} } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as { peerDependencies?: Record<string, string> }; // prettier-ignore
    return Object.entries(peerDependencies).filter(([peer]) => peer.startsWith("@flawlens/"));
  });
  expect(peers.length).toBeGreaterThan(0);
  expect(new Set(peers.map(([, range]) => range))).toEqual(new Set(["workspace:>=0.0.0 <1.0.0"]));
});
