import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** How to run npm with arguments, as the first two arguments of `execFile`, on every system without a shell. */
export function npm(...args) {
  const own = process.env.npm_execpath ?? "";
  const beside = [
    join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js"),
    join(dirname(process.execPath), "node_modules/npm/bin/npm-cli.js"),
  ];
  const cli = /npm-cli\.[cm]?js$/.test(own) ? own : beside.find((file) => existsSync(file));
  return cli === undefined ? ["npm", args] : [process.execPath, [cli, ...args]];
}
