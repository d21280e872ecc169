import nodeModule from "node:module";
import { isAbsolute } from "node:path";

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
 * webpack answers `typeof __filename` when it bundles, also for ES modules, which have none. Where Node runs
 * a text, by `node -e` or in a worker, every module sees a `__filename` that is no place: "[eval]".
 */
function here(): string {
  try {
    if (isAbsolute(__filename)) return __filename;
  } catch {
    // an ES module
  }
  return import.meta.url;
}
