import { expect, test } from "vitest";
import { registry } from "./registry.ts";

test("metrics are written as Prometheus reads them", () => {
  const metrics = registry();
  const seen = metrics.counter("seen_total", "What was seen.");
  const seconds = metrics.histogram("seconds", "Time.", [0.1, 1]);
  metrics.gauge("waiting", "Queue.", () => [[{}, 3]]);
  seen.add({ by: 'a "b"\\\n' });
  seen.add({ by: 'a "b"\\\n' }, 2);
  for (const value of [0.1, 0.5, 7]) seconds.observe({ route: "/" }, value);
  expect(metrics.text()).toBe(
    [
      "# HELP seen_total What was seen.",
      "# TYPE seen_total counter",
      String.raw`seen_total{by="a \"b\"\\\n"} 3`,
      "# HELP seconds Time.",
      "# TYPE seconds histogram",
      'seconds_bucket{route="/",le="0.1"} 1',
      'seconds_bucket{route="/",le="1"} 2',
      'seconds_bucket{route="/",le="+Inf"} 3',
      'seconds_sum{route="/"} 7.6',
      'seconds_count{route="/"} 3',
      "# HELP waiting Queue.",
      "# TYPE waiting gauge",
      "waiting 3",
      "",
    ].join("\n"),
  );
});
