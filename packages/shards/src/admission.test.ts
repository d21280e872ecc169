import { expect, test } from "vitest";
import { createAdmission } from "./admission.ts";

const turn = () => new Promise(setImmediate);

test("work begins in its order, as much as count and memory allow", async () => {
  const { enter } = createAdmission(2, 10);
  const begun: string[] = [];
  const leave: Record<string, () => void> = {};
  const work = (name: string, bytes: number) =>
    void enter(bytes).then((left) => {
      begun.push(name);
      leave[name] = left;
    });
  work("a", 4);
  work("b", 7); // 11 > 10
  work("c", 1); // would fit, but waits its turn: large work is not passed by forever
  await turn();
  expect(begun).toEqual(["a"]);
  leave.a();
  await turn();
  expect(begun).toEqual(["a", "b", "c"]);
  work("d", 1); // two run
  await turn();
  expect(begun).toHaveLength(3);
});

test("work that is larger than the limit runs by itself", async () => {
  const { enter } = createAdmission(4, 10);
  const leave = await enter(99);
  let second = false;
  void enter(1).then(() => (second = true));
  await turn();
  expect(second).toBe(false);
  leave();
  await turn();
  expect(second).toBe(true);
});
