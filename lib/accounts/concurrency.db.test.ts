import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mustBeEmpty } from "#e2e/fixtures/invariant-rows.ts";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { testEnvironment } from "#scripts/test/installation.ts";
import { recordAudit } from "../audit/record.ts";
import { personalDataEntries } from "../composition.ts";
import { randomToken } from "../crypto/random.ts";
import { closeDatabase, connectDatabase, type Database, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { AuthError } from "../errors.ts";
import { stopQueue } from "../jobs/queue.ts";
import { signInWithEmail } from "../methods/email-code/sign-in-with-email.ts";
import { storePassword } from "../methods/password/store-password.ts";
import { randomNumbers } from "../personal-data/test-rows.ts";
import { addToBag } from "../shop/bag.ts";
import { parseEmailAddress } from "./email-address.ts";
import { openMerges } from "./merge/journal.ts";
import { performMerge } from "./merge/perform.ts";
import { undoMerge } from "./merge/undo.ts";
import { linkParkedByProof } from "./resolve-parked.ts";
import { lockUser, removeMethod, type RemovableMethod, signInMethodsOf } from "./sign-in-methods.ts";
import { signInWithProvider } from "./sign-in-with-provider.ts";
import { changeAddress, closeAndOpen, linkInSettings, type LiveSession, someSession, unlinkInSettings, useNoticeLink } from "../auth/test-deeds.ts";
import { amazonIdentity, contextOf, keys, newAttempt } from "./test-people.ts";

let place: TestDatabase;
let database: Database;

const sequences = 100;
/** Deeds of one sequence, all begun at once. */
const deedsAtOnce = 6;

beforeAll(async () => {
  place = await createTestDatabase();
  const setUp = connectDatabase(place.url, 1);
  // Deadlocks are wanted here; a second for each would make a minute.
  await setUp.pool.query(`ALTER DATABASE "${new URL(place.url).pathname.slice(1)}" SET deadlock_timeout = '30ms'`);
  await setUp.close();
  database = connectDatabase(place.url);
  for (const [name, value] of Object.entries(testEnvironment(place.url))) vi.stubEnv(name, value);
});

afterAll(async () => {
  await stopQueue();
  await closeDatabase();
  await database?.close();
  await place?.drop();
});

type Random = { pick: <T>(from: readonly T[]) => T; chance: (share: number) => boolean };

function randomOf(seed: number): Random {
  const next = randomNumbers(seed);
  return {
    pick: (from) => {
      const one = from[Math.floor(next() * from.length)];
      if (one === undefined) throw new Error("nothing to pick from");
      return one;
    },
    chance: (share) => next() < share,
  };
}

// Few of each, so that the same ones meet again and again. The times are true ones: what a deed leaves is as old as it is.
const addresses = ["ada", "bea", "cleo", "dora", "eve"].map((name) => `${name}@shop.example`);
/** Those that are linked in the settings. */
const further = Array.from({ length: 10 }, (_, index) => `amzn1.account.FURTHER${index}`);
const identities = Array.from({ length: 24 }, (_, index) => `amzn1.account.NUMBER${index}`);

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => retriedTransaction(database, work);
const contextNow = (attempt: { id: string }) => contextOf(attempt, { now: new Date() });
const attemptNow = () => newAttempt(database, { at: new Date() });

/** Everybody, and now and then somebody who is a part of another by now, as a stale page would name them. */
async function users(): Promise<string[]> {
  const all = await database.db.user.findMany({ select: { id: true, status: true }, orderBy: { id: "asc" } });
  const idsOf = (tombstones: boolean) => all.filter(({ status }) => (status === "merged") === tombstones).map(({ id }) => id);
  return [...idsOf(false), ...idsOf(false), ...idsOf(true).slice(-2)];
}

type Deed = (random: Random, ids: readonly string[]) => () => Promise<string>;

const signIn: Deed = ({ pick, chance }) => {
  const identity = amazonIdentity({ providerAccountId: pick(identities), email: pick(addresses) });
  const several = chance(0.5);
  return async () => {
    const attempt = await attemptNow();
    const result = await run((tx) => signInWithProvider(tx, contextNow(attempt), identity));
    if (result.kind !== "waiting" || result.reason !== "email_in_use") return `sign in: ${result.kind}`;
    // The ladder: the mailbox is theirs, so the account is linked.
    const canonical = parseEmailAddress(identity.email)?.canonical ?? "";
    const linked = await run((tx) => linkParkedByProof(tx, contextNow(attempt), { method: "email_code", canonical }, { several }));
    return `ladder: ${linked.kind === "signed_in" ? linked.outcome : linked.kind}`;
  };
};

const code: Deed = ({ pick }) => {
  const email = parseEmailAddress(pick(addresses));
  if (!email) throw new Error("no address");
  return async () => {
    const attempt = await attemptNow();
    return `code: ${(await run((tx) => signInWithEmail(tx, contextNow(attempt), email))).kind}`;
  };
};

const remove: Deed = ({ pick, chance }, ids) => {
  const userId = pick(ids);
  const wanted = pick(["email", "password", "passkey"] as const);
  const newest = chance(0.5);
  return async () => {
    const methods = await signInMethodsOf(database.db, userId);
    const id = (newest ? methods?.passkeys.at(-1) : methods?.passkeys[0])?.id ?? "00000000-0000-4000-8000-000000000000";
    const method: RemovableMethod = wanted === "passkey" ? { kind: wanted, id } : { kind: wanted };
    return `remove: ${await run((tx) => removeMethod(tx, userId, method))}`;
  };
};

/** As `addPasskey` does it, without a device. */
const addPasskey: Deed = ({ pick }, ids) => {
  const userId = pick(ids);
  const data = { userId, credentialId: randomToken(), publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: userId, name: "Phone", deviceType: "multiDevice", backedUp: true };
  return async () =>
    await run(async (tx) => {
      await lockUser(tx, userId);
      await tx.passkey.create({ data, select: { id: true } });
      await recordAudit(tx, [{ type: "passkey.added", userId }]);
      return "passkey: added";
    });
};

const setPassword: Deed = ({ pick }, ids) => {
  const userId = pick(ids);
  return async () => `password: ${await run((tx) => storePassword(tx, { userId, hash: `$argon2id$v=19$${randomToken()}` }))}`;
};

const merge: Deed = ({ pick }, ids) => {
  const pair = { signedInUserId: pick(ids), otherUserId: pick(ids) };
  const choices = { name: pick(["kept", "merged"] as const), email: pick(["kept", "merged"] as const) };
  return async () => {
    const session = await database.db.session.findFirst({ where: { userId: pair.signedInUserId }, select: { id: true } });
    const result = await run((tx) => performMerge(tx, { pair, choices, now: new Date(), keys, ...(session ? { sessionId: session.id } : {}) }, personalDataEntries));
    return `merge: ${result.kind === "refused" ? result.outcome : result.repeated ? "repeated" : "merged"}`;
  };
};

const undo: Deed = ({ pick }, ids) => {
  const userId = pick(ids);
  return async () => {
    const [newest] = await openMerges(database.db, userId, new Date());
    if (!newest) return "undo: none";
    const result = await run((tx) => undoMerge(tx, { mergeId: newest.mergeId, userId, now: new Date(), keys }, personalDataEntries));
    return `undo: ${result.kind === "refused" ? result.outcome : result.kind}`;
  };
};

const shop: Deed = ({ pick }, ids) => {
  const userId = pick(ids);
  return async () => `bag: ${await addToBag(database.db, { kind: "user", userId }, pick(["seed-tin", "camp-stool"] as const), 1)}`;
};

/** A deed of whoever is signed in in one of the newest sessions. */
function signedIn(name: string, deed: (random: Random) => (session: LiveSession) => Promise<string>): Deed {
  return (random) => {
    const [which, work] = [random.pick([0, 1, 2, 3, 4, 5, 6, 7]), deed(random)];
    return async () => {
      const session = await someSession(database, which);
      return `${name}: ${session ? await work(session) : "no session"}`;
    };
  };
}

const link = signedIn("link", ({ pick, chance }) => {
  const [identity, several] = [amazonIdentity({ providerAccountId: pick(further), email: pick(addresses) }), chance(0.3)];
  return (session) => linkInSettings(database, session, identity, several);
});

const unlink = signedIn("unlink", ({ chance }) => {
  const newest = chance(0.5);
  return (session) => unlinkInSettings(database, session, newest);
});

const address = signedIn("address", ({ pick }) => {
  const email = parseEmailAddress(pick([...addresses, "fay@shop.example", "gil@shop.example"]));
  if (!email) throw new Error("no address");
  return (session) => changeAddress(database, session, email);
});

/** Who may be without a way in: an undo by mail gives the side that asks its address back, whatever the other side has lost meanwhile. */
const forsaken = new Set<string>();

const mail: Deed = ({ pick }) => {
  const which = pick([0, 1, 2, 3]);
  return async () => {
    const { end, forsaken: more } = await useNoticeLink(database, which, personalDataEntries);
    for (const userId of more) forsaken.add(userId);
    return `mail: ${end}`;
  };
};

const close: Deed = ({ pick }, ids) => {
  const [userId, since] = [pick(ids), new Date(Date.now() - pick([400, 1_600, 6_400, 25_600]))];
  return async () => `close: ${await closeAndOpen(database, userId, since)}`;
};

const deeds: readonly Deed[] = [close, close, signIn, signIn, code, code, remove, remove, link, link, link, unlink, unlink, addPasskey, setPassword, merge, merge, merge, undo, undo, address, mail, mail, shop];
/** Ends that a race may have, and that roll everything back; the last one where the machine is too busy for the limits of a wait. */
const mayThrow = ["user_merged", "attempt_used", "database_unavailable"];

async function endOf(deed: () => Promise<string>): Promise<string> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof AuthError && mayThrow.includes(error.code)) return `thrown: ${error.code}`;
    throw error;
  }
}

async function broken(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, statement] of Object.entries(mustBeEmpty(0))) {
    const { rows } = await database.pool.query<{ id?: string }>(statement);
    const count = rows.filter(({ id }) => name !== "users without a way in" || !forsaken.has(id ?? "")).length;
    if (count > 0) found.push(`${name}: ${count}`);
  }
  return found;
}

/** Ends that a run must have: one in which hardly anything happened would prove nothing. */
const mustHappen = ["merge: merged", "undo: undone", "mail: merge undone", "address: email_proved", "close: address stays", "remove: removed", "link: account_linked", "link: account_replaced", "unlink: removed", "ladder: account_linked", "ladder: signed_in"];

test("keeps a way in for everybody, one owner for every account, and every record true, whatever meets whatever", async () => {
  // The same deeds on every run; another number tries others.
  const first = Number(process.env.CONCURRENCY_SEED ?? 104_134);
  const ends = new Map<string, number>();
  // Somebody must be there for the first deeds.
  await signIn(randomOf(first), [])();
  await code(randomOf(first), [])();
  for (let seed = first; seed < first + sequences; seed += 1) {
    const random = randomOf(seed);
    const ids = await users();
    const begun = Array.from({ length: deedsAtOnce }, () => random.pick(deeds)(random, ids));
    for (const end of await Promise.all(begun.map(endOf))) ends.set(end, (ends.get(end) ?? 0) + 1);
    expect(await broken(), `after the sequence of seed ${seed}, the first being ${first}`).toEqual([]);
  }
  const list = [...ends].toSorted(([one], [other]) => one.localeCompare(other)).map(([end, count]) => `${end} ${count}`);
  process.stdout.write(`\n${sequences} sequences of ${deedsAtOnce} from seed ${first}: ${list.join(", ")}\n`);
  for (const end of mustHappen) expect(ends.get(end) ?? 0, end).toBeGreaterThan(0);
  expect((ends.get("remove: last_sign_in_method") ?? 0) + (ends.get("unlink: last_sign_in_method") ?? 0), "last ways in").toBeGreaterThan(0);
}, 240_000);
