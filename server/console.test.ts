import { afterEach, expect, test } from "vitest";
import { configureLog } from "#lib/telemetry/log.ts";
import { captureConsole } from "./console.ts";

const original = { error: console.error, warn: console.warn };
afterEach(() => {
  Object.assign(console, original);
  configureLog({});
});

/** What a library prints becomes these lines of our log. */
function printed(print: () => void): Record<string, unknown>[] {
  let text = "";
  configureLog({ destination: { write: (line: string) => void (text += line) } });
  captureConsole();
  print();
  return text.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("keeps the error of what a library prints, and none of its words", () => {
  const [line] = printed(() => console.error("Failed for vera@shop.example", new TypeError("broken")));
  expect(line).toMatchObject({ level: "error", event: "library.printed", method: "error", error: { type: "TypeError", message: "broken" } });
  expect(JSON.stringify(line)).not.toContain("vera");
});

test.each([["unhandledRejection", " \u001B[31m⨯\u001B[0m", "unhandledRejection:"], ["uncaughtException", "⨯", "uncaughtException: "]])("says of an error that nobody caught what it was: %s", (kind, ...words) => {
  const [line] = printed(() => console.error(...words, new TypeError("broken")));
  expect(line).toMatchObject({ level: "error", event: "process.error_escaped", kind, error: { type: "TypeError" } });
});

test("says so even when no error was thrown", () => {
  expect(printed(() => console.error("⨯", "unhandledRejection:", "just text"))).toEqual([expect.objectContaining({ event: "process.error_escaped", kind: "unhandledRejection" })]);
});
