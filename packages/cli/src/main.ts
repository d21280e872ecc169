#!/usr/bin/env node
import { flawlens } from "./flawlens.ts";

// A job of a sweep ends with what began it; other commands need not load the package.
if (process.env.FLAWLENS_JOB !== undefined) (await import("@flawlens/shards")).endWithParent();

// Not process.exit: what is still to be written would be lost.
process.exitCode = await flawlens(process.argv.slice(2));
