import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { testInstallation } from "#scripts/test/installation.ts";
import { labelSets } from "../telemetry/label-sets.ts";
import { metricsText } from "./gauges.ts";

testInstallation();

const rules = readFileSync(`${repository}/ops/alerts.yml`, "utf8");
const runbook = readFileSync(`${repository}/ops/runbook.md`, "utf8");
const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? "");
const expressions = [...rules.matchAll(/expr: (.+)/g)].map(([, expression]) => expression ?? "");
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? "");

/** What only the alerts built in tell. */
const ofBuiltInAlerts = ["SecretOld"];

test("every rule has its section in the runbook, and every section its rule", () => {
  expect(names.length).toBeGreaterThan(10);
  expect(headings).toEqual([...names, ...ofBuiltInAlerts]);
  expect([...rules.matchAll(/runbook\.md#([\w-]+)/g)].map(([, anchor]) => anchor)).toEqual(names.map((name) => name.toLowerCase()));
});

test("every section that another one names is there", () => {
  for (const [, anchor] of runbook.matchAll(/\]\(#([\w-]+)\)/g)) expect(headings.map((heading) => heading.toLowerCase())).toContain(anchor);
});

test("every metric of a rule is one that a process shows", async () => {
  const { body } = await metricsText();
  const shown = new Set([...body.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  const used = new Set(expressions.flatMap((expression) => [...expression.matchAll(/\b(siwa_\w+|nodejs_\w+|process_\w+)/g)].map(([, name]) => name)));
  expect(used.size).toBeGreaterThan(8);
  expect([...used].filter((name) => !shown.has(name))).toEqual([]);
});

test("the operator can read of every metric of ours what it is", async () => {
  const { body } = await metricsText();
  const manual = readFileSync(`${repository}/docs/operating.md`, "utf8");
  const own = [...body.matchAll(/^# TYPE (siwa_\w+)/gm)].map(([, name]) => name ?? "");
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((name) => !new RegExp(`\\b${name}\\b`).test(manual))).toEqual([]);
});

test("every word that a rule compares a label with is one that the label can have", () => {
  for (const expression of expressions) {
    for (const [, label = "", operator, words = ""] of expression.matchAll(/(\w+)(=~|=)"([^"]+)"/g)) {
      const known: readonly string[] = labelSets[label as keyof typeof labelSets];
      for (const word of words.split("|")) expect(known.some((one) => (operator === "=" ? one === word : new RegExp(`^${word}$`).test(one))), `${label} ${word}`).toBe(true);
    }
  }
});

test("every rule is of a known severity and says in a sentence what is wrong", () => {
  expect([...rules.matchAll(/severity: (\w+)/g)].map(([, severity]) => severity).filter((severity) => severity !== "page" && severity !== "ticket")).toEqual([]);
  expect([...rules.matchAll(/summary: "[A-Z][^"]+\."/g)]).toHaveLength(names.length);
});
