import { describe, expect, test } from "vitest";
import { admission } from "./admission.ts";

describe("admission", () => {
  test("refuses more requests, and more bytes, than there is room for", () => {
    const room = admission({ requests: 2, bytes: 100 });
    const first = room.enter(60);
    expect(room.enter(41)).toBeUndefined();
    const second = room.enter(40);
    expect(room.enter(0)).toBeUndefined();
    first?.leave();
    first?.leave(); // a second time changes nothing
    expect(room.taken).toBe(1);
    expect(second?.grow(61)).toBe(true); // it is alone
    expect(room.enter(0)).toBeUndefined();
    second?.leave();
    const third = room.enter(50);
    expect(room.enter(40)).toBeDefined();
    expect([third?.grow(11), third?.grow(10), third?.grow(1)]).toEqual([false, true, false]);
  });

  test("lets a request of any size in where it is alone", () => {
    const room = admission({ requests: 2, bytes: 100 });
    expect(room.enter(1000)).toBeDefined();
    expect(room.enter(1)).toBeUndefined();
  });

  test("is idle when the last one has left", async () => {
    const room = admission({ requests: 2, bytes: 100 });
    await room.idle();
    const places = [room.enter(1), room.enter(1)];
    let idle = false;
    const waited = room.idle().then(() => (idle = true));
    places[0]?.leave();
    await Promise.resolve();
    expect(idle).toBe(false);
    places[1]?.leave();
    await waited;
    expect(idle).toBe(true);
  });
});
