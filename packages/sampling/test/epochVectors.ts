const nine = (quota: number): number[] => Array<number>(9).fill(quota);

/**
 * Expected draws of a balanced epoch: exact fractions, and a 40-digit quadrature where
 * there is none. `simulated` are mean, its standard error and the standard deviation of
 * simulations that make every draw.
 */
export const epochVectors: {
  quotas: number[];
  draws: number;
  simulated?: { mean: number; standardError: number; deviation: number; trials: number };
}[] = [
  { quotas: [5], draws: 5, simulated: sim(5, 0, 0, 200_000) },
  { quotas: [1, 1], draws: 3, simulated: sim(3.0025, 0.0032, 1.418, 200_000) },
  { quotas: [1, 4], draws: 65 / 8 },
  { quotas: [3, 3], draws: 63 / 8, simulated: sim(7.8752, 0.0047, 2.095, 200_000) },
  { quotas: [1, 2, 3], draws: 1519 / 144, simulated: sim(10.5485, 0.0084, 3.748, 200_000) },
  { quotas: nine(1), draws: 7129 / 280, simulated: sim(25.433, 0.022, 9.925, 200_000) },
  {
    quotas: [2, 1, 1, 1, 1, 1, 1, 1, 1],
    draws: 7129 / 252,
    simulated: sim(28.263, 0.024, 10.753, 200_000),
  },
  {
    quotas: [2, 5, 5, 10],
    draws: 41.204178552057,
    simulated: sim(41.208, 0.022, 9.993, 200_000),
  },
  {
    quotas: nine(10),
    draws: 136.489679371875,
    simulated: sim(136.534, 0.044, 19.72, 200_000),
  },
  { quotas: nine(100), draws: 1038.199402414462, simulated: sim(1038.43, 0.35, 50.19, 20_000) },
  {
    quotas: [1000, 1000],
    draws: 2035.678022291709,
    simulated: sim(2035.46, 0.19, 27.37, 20_000),
  },
  { quotas: [1, 1, 1000], draws: 3000, simulated: sim(2999.54, 0.54, 76.75, 20_000) },
  {
    quotas: [5, 10, 20, 40, 80, 160, 320, 640, 1280],
    draws: 11520,
    simulated: sim(11517.2, 2.2, 305.3, 20_000),
  },
  {
    quotas: [900, 950, 1000, 1000, 1000, 1000, 1000, 1050, 1100],
    draws: 9934.739171759051,
    simulated: sim(9933.4, 1.8, 248.1, 20_000),
  },
  {
    quotas: nine(5000),
    draws: 45949.72512069562,
    simulated: sim(45949.5, 5.0, 318.1, 4_000),
  },
  { quotas: nine(6427), draws: 58919.133285 },
  {
    quotas: [54066, 900, 300, 500, 450, 250, 500, 100, 774],
    draws: 486594,
    simulated: sim(486626, 36, 1973, 3_000),
  },
];

function sim(mean: number, standardError: number, deviation: number, trials: number) {
  return { mean, standardError, deviation, trials };
}
