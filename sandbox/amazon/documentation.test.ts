import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clientSchema } from "./clients.ts";
import { controlRoutes } from "./control.ts";
import { sandboxClientId, sandboxClientSecret, sandboxPort, sandboxReturnUrl } from "./defaults.ts";
import { faultSchema } from "./faults.ts";
import { builtInPersonas, personaChangeSchema } from "./personas.ts";
import { settingsSchema } from "./settings.ts";

const text = readFileSync(new URL("../../docs/sandbox.md", import.meta.url), "utf8");

test("the document names every call of the control API, and no other", () => {
  const named = [...text.matchAll(/`((?:GET|POST|PATCH|DELETE) \/_sandbox\/\w+)`/g)].map(([, call]) => call);
  expect([...new Set(named)].sort()).toEqual([...controlRoutes].sort());
});

test.each([
  ["fault switch", faultSchema],
  ["setting", settingsSchema],
  ["field of a client", clientSchema],
  ["field of a persona", personaChangeSchema],
])("the document names every %s", (_what, schema) => {
  for (const name of Object.keys(schema.shape)) expect(text).toContain(`\`${name}\``);
});

test("the document gives the values that a fresh sandbox has", () => {
  const values = [sandboxClientId, sandboxClientSecret, sandboxReturnUrl, `127.0.0.1:${sandboxPort}`];
  for (const value of [...values, ...Object.values(builtInPersonas).map(({ userId }) => userId)]) expect(text).toContain(value);
});
