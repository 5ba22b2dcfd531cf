import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { parseEmailAddress } from "../../accounts/email-address.ts";
import { connectDatabase, type Database } from "../../db/client.ts";
import { limitCodes } from "./code-limits.ts";

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});
afterAll(async () => {
  await database?.close();
  await place?.drop();
});
const email = (local: string) => parseEmailAddress(`${local}@shop.example`) as never;
const ask = (purpose: "sign_in" | "change_email" | "merge", local: string, clientAddress: string) => limitCodes(database, "key", { purpose, email: email(local), clientAddress, userId: "0192f0d0-0000-7000-8000-000000000001" });

test.each(["change_email", "merge"] as const)("6 a stranger who asks for codes does not keep somebody who is signed in from %s", async (purpose) => {
  for (let count = 0; count < 5; count += 1) await ask("sign_in", purpose, "198.51.100.7");
  expect(await ask(purpose, purpose, "192.0.2.1")).toBeNull();
});

test("7 one customer's IPv6 network does not use the whole installation's mails up", async () => {
  let sent = 0;
  for (let net = 0; net < 60 && sent < 3_001; net += 1)
    for (let count = 0; count < 60; count += 1) if ((await ask("sign_in", `a${net}.${count}`, `2001:db8:1:${net.toString(16)}::1`)) === null) sent += 1;
  console.log("sent", sent);
  expect(await ask("sign_in", "honest", "192.0.2.9")).toBeNull();
}, 120_000);
