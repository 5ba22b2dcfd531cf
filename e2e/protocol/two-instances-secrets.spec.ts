import { randomBytes } from "node:crypto";
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import type { OutcomeCode } from "#lib/outcomes.ts";
import { comeBack, expectRecovery, parameter, pathOf, sessionOf, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { newDevice, passkeyOptions } from "../fixtures/passkeys.ts";
import { newAddress, newestCode, newestLink, newPersona, newProvedUser } from "../fixtures/people.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test, type Which } from "../fixtures/two-instances.ts";

/**
 * AUTH_SECRET and VAULT_KEYS are changed at one instance after the other, as docs/configuration.md says, while people
 * are under way: what was begun under an older one ends well while it is listed, and on a page that leads on once it is
 * not; nobody is signed out. TK-02.
 */

test.use({ setting: { environment: { SESSION_CACHE: "on" } } });
test.describe.configure({ timeout: 150_000 });

/** What somebody has begun in a browser. */
type Begun = {
  name: string;
  browser: HttpBrowser;
  /** Goes on with it in this window of the browser, and to its good end. */
  end: (window: HttpBrowser) => Promise<Answer>;
  /** Where a good end leads to. */
  good: string;
  /** What it says once the secrets are gone that it hangs on. */
  over: OutcomeCode | null;
};
/** `other`: in which browser a mail is asked for that the journey itself does not hang on. */
type Begin = (stack: Stack, open: () => HttpBrowser, other?: HttpBrowser) => Promise<Begun>;

const journeys: readonly Begin[] = [
  async (stack, open) => {
    const browser = open();
    const { callback } = await comeBack(stack, browser, newPersona(stack), "/bag");
    return { name: "a sign-in with Amazon", browser, end: (window) => window.get(callback), good: "/bag", over: "state_mismatch" };
  },
  async (stack, open) => {
    const [browser, email] = [open(), newAddress()];
    const attempt = await startEmail(browser, email, "/bag");
    const code = await newestCode(stack, email);
    return { name: "a mailed code", browser, end: (window) => window.post("/signin/verify", { attempt, code }), good: "/bag", over: "email_code_expired" };
  },
  async (stack, open) => {
    const [browser, email] = [open(), newAddress()];
    await startEmail(browser, email, "/bag");
    const link = await newestLink(stack, email);
    const use = async (window: HttpBrowser) => {
      expect((await window.get(link)).status).toBeLessThan(400);
      return await window.post("/signin/verify", { token: parameter(link, "token"), action: "use" });
    };
    return { name: "a mailed link", browser, end: use, good: "/bag", over: "email_link_expired" };
  },
  async (stack, open, other = open()) => {
    const browser = open();
    const { email } = await newProvedUser(stack, "Existing Person", other);
    const waits = pathOf(await signInWithAmazon(stack, browser, newPersona(stack, { email }), "/bag"));
    expect(waits).toMatch(/^\/signin\/existing\?attempt=/);
    const decide = async (window: HttpBrowser) => {
      expect((await window.get(waits)).status).toBeLessThan(400);
      return await window.post("/signin/existing", { attempt: parameter(waits, "attempt"), action: "not_mine" });
    };
    return { name: "an account that waits for an answer", browser, end: decide, good: "/bag", over: "attempt_expired" };
  },
];

/** A passkey that was made, and has yet to come back to us. Nothing that it hangs on is a secret of ours. */
const passkeyOnTheWay: Begin = async (stack, open) => {
  const { browser, userId } = await newProvedUser(stack, "Existing Person", open());
  const device = newDevice(stack);
  const passkey = device.create(await passkeyOptions<PublicKeyCredentialCreationOptionsJSON>(browser, { purpose: "add" }));
  const keep = async (window: HttpBrowser) => {
    const added = await window.post("/account/sign-in-methods/passkey", { name: "Phone", passkey });
    await window.post("/signout", { scope: "this" });
    const signedIn = await window.post("/signin/passkey", { passkey: device.get(await passkeyOptions(window)), returnTo: "/bag" });
    expect((await sessionOf(window))?.user.id, signedIn.body.slice(0, 300)).toBe(userId);
    return added;
  };
  return { name: "a passkey", browser, end: keep, good: "/account/sign-in-methods?done=passkey_added", over: null };
};

const all = [...journeys, passkeyOnTheWay];

async function beginAll(stack: Stack, open: () => HttpBrowser, begins: readonly Begin[] = all): Promise<Begun[]> {
  const begun: Begun[] = [];
  for (const begin of begins) begun.push(await begin(stack, open));
  return begun;
}

type Secrets = Record<"AUTH_SECRET" | "VAULT_KEYS", string>;
const random = () => randomBytes(32).toString("base64url");

/** The secrets of each step, and how one instance is brought to it. */
function rotation(stack: Stack, replace: (which: Which) => Promise<void>) {
  const old: Secrets = { AUTH_SECRET: stack.environment.AUTH_SECRET ?? "", VAULT_KEYS: stack.environment.VAULT_KEYS ?? "" };
  const added: Secrets = { AUTH_SECRET: random(), VAULT_KEYS: `t2:${random()}` };
  const list = (one: Secrets, other: Secrets): Secrets => ({ AUTH_SECRET: `${one.AUTH_SECRET},${other.AUTH_SECRET}`, VAULT_KEYS: `${one.VAULT_KEYS},${other.VAULT_KEYS}` });
  const steps = { known: list(old, added), first: list(added, old), alone: added };
  return async (which: Which, step: keyof typeof steps) => {
    Object.assign(stack.environment, steps[step]);
    await replace(which);
  };
}

test("secrets are changed in three steps at two instances: what anybody began at either ends well at either, until the old ones are left out", async ({ stack, instances }) => {
  const { through, at, replace } = instances;
  const bring = rotation(stack, replace);
  const vera = through();
  const { userId, browser } = await newProvedUser(stack);
  for (const [name, { value }] of browser.cookies) vera.plant(name, value);
  const expectSession = async () => {
    for (const which of ["first", "second"] as const) expect((await sessionOf(at(vera, which)))?.user.id).toBe(userId);
  };
  const endAll = async (begun: readonly Begun[], which: Which) => {
    for (const { name, browser: its, end, good } of begun) {
      await test.step(`${name} ends at the ${which}`, async () => {
        const answer = await end(at(its, which));
        expect([answer.status, answer.headers.get("location")], answer.body.slice(0, 300)).toEqual([303, stack.appUrl + good]);
      });
    }
  };
  /** What was begun at either ends at the other. */
  const cross = async () => {
    const [here, there] = [await beginAll(stack, () => at(through(), "first")), await beginAll(stack, () => at(through(), "second"))];
    await endAll(here, "second");
    await endAll(there, "first");
  };
  const begun = { first: await beginAll(stack, through), second: await beginAll(stack, through), late: await beginAll(stack, through, journeys) };
  for (const step of ["known", "first"] as const) {
    await bring("first", step);
    await test.step(`the first instance is at step "${step}", the second one step behind`, cross);
    await expectSession();
    await bring("second", step);
  }
  await cross();
  await endAll(begun.first, "first");
  await endAll(begun.second, "second");
  await bring("first", "alone");
  const meanwhile = await beginAll(stack, () => at(through(), "first"));
  await endAll(meanwhile, "second");
  await bring("second", "alone");
  await expectSession();
  for (const [index, late] of begun.late.entries()) await test.step(`${late.name} is over`, async () => await expectOver(stack, at(late.browser, index % 2 ? "second" : "first"), late));
  await expectSession();
});

/** What is over says so by a page, and the next try in the same browser is a good one. */
async function expectOver(stack: Stack, window: HttpBrowser, { end, over }: Begun): Promise<void> {
  await expectRecovery(window, await end(window), over ?? "unexpected");
  expect(await sessionOf(window)).toBeNull();
  expect(pathOf(await signInWithAmazon(stack, window, newPersona(stack), "/bag"))).toBe("/bag");
  expect(await sessionOf(window)).not.toBeNull();
}

test("where the new ones are put first at once, what was begun before ends well, and what begins at an instance that knows both is no fault at the other", async ({ stack, instances }) => {
  const { through, at, replace } = instances;
  const bring = rotation(stack, replace);
  const before = [await beginAll(stack, through), await beginAll(stack, through)];
  await bring("first", "first");
  for (const [index, which] of (["first", "second"] as const).entries()) {
    for (const { browser, end, good } of before[index] ?? []) expect(pathOf(await end(at(browser, which)))).toBe(good);
  }
  // Without those by mail: the second instance may be the one that sends it, and waits for the key.
  const [amazon, , , ladder] = journeys as unknown as [Begin, Begin, Begin, Begin];
  for (const begin of [amazon, ladder]) {
    const { browser, end, over } = await begin(stack, () => at(through(), "first"), at(through(), "second"));
    const there = at(browser, "second");
    await expectRecovery(there, await end(there), over ?? "unexpected");
    // What waits is not used up by that: an instance that has the key takes it.
    if (begin === ladder) expect(pathOf(await end(at(browser, "first")))).toBe("/bag");
  }
  await bring("second", "first");
  for (const { browser, end, good } of await beginAll(stack, () => at(through(), "first"))) expect(pathOf(await end(at(browser, "second")))).toBe(good);
});
