import { readFileSync } from "node:fs";
import { HttpBrowser } from "#e2e/fixtures/http-browser.ts";
import { comeBack } from "#e2e/fixtures/journey.ts";
import { newPersona } from "#e2e/fixtures/people.ts";
import type { Stack } from "#e2e/fixtures/stack.ts";
import { median } from "./load.ts";

/** A clock tick of the kernel, in milliseconds. */
const tickMilliseconds = 10;

/** What a process has spent on its processors so far, in milliseconds. */
function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
}

type SignInRow = { name: string; "CPU ms": number; "p50 ms": number; "p99 ms": number };

/** One batch of sign-ins, from the button to the cookie, one after the other. The sandbox's part is a process of its own. */
async function batch(stack: Stack, name: string, people: readonly ReturnType<typeof newPersona>[]): Promise<SignInRow> {
  const pid = stack.web.child.pid ?? 0;
  const before = cpuMilliseconds(pid);
  const times: number[] = [];
  for (const persona of people) {
    const browser = new HttpBrowser(stack.appUrl);
    const began = performance.now();
    const { callback } = await comeBack(stack, browser, persona);
    const answer = await browser.get(callback);
    if (answer.status !== 303) throw new Error(`a sign-in ended with ${answer.status}`);
    times.push(performance.now() - began);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return {
    name,
    "CPU ms": Number(((cpuMilliseconds(pid) - before) / people.length).toFixed(1)),
    "p50 ms": Number(median(times).toFixed(1)),
    "p99 ms": Number((sorted[Math.floor(sorted.length * 0.99)] ?? NaN).toFixed(1)),
  };
}

/**
 * What a first and a returning sign-in with Amazon cost the web process, start and callback together. The first batch is
 * warm-up and is thrown away.
 * @param count how many of each
 */
export async function costOfSignIns(stack: Stack, count: number): Promise<SignInRow[]> {
  const crowd = () => Array.from({ length: count }, () => newPersona(stack));
  await batch(stack, "warm-up", crowd());
  const people = crowd();
  return [await batch(stack, "first sign-in", people), await batch(stack, "returning sign-in", people)];
}
