/** Prints Table 2 of MultiTypeFCDD, the paper's figures beside ours: `pnpm --filter @flawlens/sampling table2`. */
import { printTable2 } from "../src/index.ts";

printTable2();
