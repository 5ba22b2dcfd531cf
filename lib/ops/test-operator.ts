import { newAddress, newSession, newUser } from "../accounts/test-people.ts";
import type { Operator } from "../auth/operator.ts";
import { TestBrowser } from "../auth/test-browser.ts";
import { type Visitor, visitorOf } from "../auth/visitor.ts";
import { database } from "../db/client.ts";

/** The addresses of operators in the tests of this folder, for OPS_EMAILS. */
export const operatorAddresses = ["one.ops@shop.example", "two.ops@shop.example"] as const;

export type TestOperator = { operator: Operator; visitor: () => Visitor };

/** An operator who has just signed in with a password. */
export async function newOperator(email: string = operatorAddresses[0]): Promise<TestOperator> {
  const found = await database().db.user.findUnique({ where: { provedEmail: email }, select: { id: true } });
  const userId = found?.id ?? (await newUser(database(), { email, provedEmail: email }));
  const [browser, at] = [new TestBrowser(), new Date()];
  const { id, token } = await newSession(database(), userId, { method: "password", at });
  browser.cookies.set("authjs.session-token", { value: token, path: "/" });
  return { operator: { userId, session: { id, userId, method: "password", authenticatedAt: at } }, visitor: () => visitorOf(browser.request("/ops/act")) };
}

/** Somebody with a proved address and two sessions. */
export async function newShopper(): Promise<{ userId: string; email: string; tokens: string[] }> {
  const email = newAddress();
  const userId = await newUser(database(), { email, provedEmail: email, createdAt: new Date(Date.now() - 90 * 86_400_000) });
  const sessions = [await newSession(database(), userId, { at: new Date() }), await newSession(database(), userId, { at: new Date(), method: "password" })];
  return { userId, email, tokens: sessions.map(({ token }) => token) };
}
