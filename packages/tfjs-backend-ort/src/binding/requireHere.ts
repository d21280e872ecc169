import nodeModule from "node:module";

/**
 * `require` as it works from this file, or from the bundle that this file became part of: an ES module
 * knows its place by `import.meta`, and a CommonJS bundle by `__filename`. Packages that are loaded by it
 * stay outside of a bundle. webpack would replace a `createRequire` that is imported by its name.
 */
export function requireHere(): NodeJS.Require {
  return nodeModule.createRequire(typeof __filename === "string" ? __filename : import.meta.url);
}
