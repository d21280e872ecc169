#!/usr/bin/env node
import { flawlens } from "./flawlens.ts";

// Not process.exit: what is still to be written would be lost.
process.exitCode = await flawlens(process.argv.slice(2));
