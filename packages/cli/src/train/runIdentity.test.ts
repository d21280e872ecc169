import { expect, test } from "vitest";
import { dataConfig } from "../data/dataConfig.ts";
import { runIdentity } from "./runIdentity.ts";

const data = dataConfig.parse({ shots: 3 });
const config = { steps: 9, rate: 0.1, absent: undefined };

test("runIdentity is the whole configuration, or what a method says decides the numbers", () => {
  const kept = JSON.parse(JSON.stringify(data)) as unknown;
  expect(runIdentity({}, { method: config, data })).toEqual({ steps: 9, rate: 0.1, data: kept });
  const identity = (whole: unknown) => ({ rate: (whole as typeof config).rate });
  expect(runIdentity({ identity }, { method: config, data })).toEqual({ rate: 0.1, data: kept });
});
