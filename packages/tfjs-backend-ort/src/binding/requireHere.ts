import nodeModule from "node:module";

/**
 * `require` as it works from this file, or from the bundle that this file became part of. Packages that
 * are loaded by it stay outside of a bundle. webpack would replace a `createRequire` that is imported by
 * its name.
 */
export function requireHere(): NodeJS.Require {
  return nodeModule.createRequire(here());
}

/**
 * A CommonJS bundle knows its place by `__filename`, an ES module by `import.meta`. It is tried, because
 * webpack answers `typeof __filename` when it bundles, also for ES modules, which have none.
 */
function here(): string {
  try {
    return __filename;
  } catch {
    return import.meta.url;
  }
}
