import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}

test("runs two at once, the next when one ends, and sends away whoever finds the queue full", async () => {
  const gate = createGate({ atOnce: 2, mostWaiting: 1 });
  const [first, second] = [held(), held()];
  const order: string[] = [];
  const running = [gate(first.work).then(() => order.push("first")), gate(second.work).then(() => order.push("second"))];
  const third = gate(async () => void order.push("third"));
  await expect(gate(async () => undefined)).rejects.toMatchObject({ code: "password_busy" });
  expect(order).toEqual([]);
  first.end();
  await third;
  expect(order.toSorted()).toEqual(["first", "third"]);
  second.end();
  await Promise.all(running);
  expect(await gate(async () => "free again")).toBe("free again");
});

test("frees its place when the work fails", async () => {
  const gate = createGate({ atOnce: 1, mostWaiting: 0 });
  await expect(gate(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await gate(async () => 1)).toBe(1);
});

test("never runs more than it lets in, whatever comes", async () => {
  const gate = createGate({ atOnce: 3, mostWaiting: 100 });
  let [now, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      gate(async () => {
        most = Math.max(most, (now += 1));
        await Promise.resolve(index);
        now -= 1;
      }),
    ),
  );
  expect(most).toBe(3);
});
