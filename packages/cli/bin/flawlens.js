#!/usr/bin/env node
// Not built: an installation before the first build finds it too.
import "../dist/main.js";
