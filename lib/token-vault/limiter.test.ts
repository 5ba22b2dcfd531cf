import { expect, test } from "vitest";
import { Limiter } from "./limiter.ts";

test("lets no more than so many do something at once, in the order in which they came, and all of them in the end", async () => {
  const limiter = new Limiter(3);
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const work = async (name: number) => {
    begun.push(name);
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return name;
  };
  const all = Array.from({ length: 20 }, (_, name) => limiter.run(() => work(name)));
  expect(await Promise.all(all)).toEqual(begun);
  expect([most, begun.length]).toEqual([3, 20]);
});

test("a failure gives its place on", async () => {
  const limiter = new Limiter(1);
  const failed = limiter.run(() => Promise.reject(new Error("no")));
  const next = limiter.run(async () => "yes");
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("yes");
  expect(await limiter.run(async () => "again")).toBe("again");
});
