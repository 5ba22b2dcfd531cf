import type { Closed, CompromiseResult } from "#lib/accounts/compromise.ts";
import type { FoundUser, Lookup } from "#lib/accounts/operator-lock.ts";
import { labelOf } from "#lib/accounts/usable-provider.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

/** What the command says: whom it found, what it does or did, why it does nothing. Never an address or a name. */

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const providerOf = (name: string) => (isProviderName(name) ? labelOf(name) : name);
const listed = (parts: readonly (string | false)[], none: string) => parts.filter((part) => part !== false && part !== "").join(", ") || none;
const foundBy = { id: "by its id", proved: "by its confirmed address", held: "by an address that it holds and nobody has confirmed" } as const;

export function foundLines({ userId, foundBy: by, status, createdAt, sessions, methods }: FoundUser): string[] {
  const ways: (string | false)[] = [methods.email?.proved ? "a code by e-mail" : false, methods.password !== null && "a password", methods.passkeys.length > 0 && counted(methods.passkeys.length, "passkey"), ...methods.linked.map(({ provider }) => providerOf(provider))];
  return [`User ${userId}, found ${foundBy[by]}`, `  made      ${createdAt.toISOString()}`, `  status    ${status}`, `  ways in   ${listed(ways, "none")}`, `  sessions  ${sessions}`];
}

const addresses: Record<Closed["address"], string> = { stays: "stays", restored: "the earlier one comes back", removed: "the one that came since then goes" };

/** The same lines for what it would do and for what it has done. */
export function closedLines({ locked, sessions, removed, address, tokens }: Closed, since: Date | undefined, unlockAddress: string): string[] {
  const ways = listed([removed.password && "the password", removed.passkeys > 0 && counted(removed.passkeys, "passkey"), ...removed.providers.map(providerOf)], "none");
  return [
    `  sessions that end   ${sessions}`,
    `  ways in that go     ${ways} (${since ? `added since ${since.toISOString()}` : "without --since all stay"})`,
    `  e-mail address      ${addresses[address]}`,
    `  tokens erased       of ${counted(tokens, "linked account")}`,
    `  then                ${locked ? `locked, until its owner opens it with a code to its confirmed address: ${unlockAddress}` : "not locked: it has no confirmed address, so nothing could open it. Whoever has an older way in signs in anew"}`,
    `  told                ${locked ? "its owner, by mail" : "nobody: there is no confirmed address to write to"}`,
  ];
}

type Refusal = { message: string; remedy: string };

export function lookupRefusal(lookup: Exclude<Lookup, { kind: "found" }>): Refusal {
  switch (lookup.kind) {
    case "unknown":
      return { message: "Nobody here has that address or id.", remedy: "Look for a slip. An address that was changed or removed leads to nobody: use the id of the user then." };
    case "ambiguous":
      return { message: `${lookup.userIds.length} accounts hold that address, and none has confirmed it:\n${lookup.userIds.map((id) => `  ${id}`).join("\n")}`, remedy: "Find out which one is meant, and use its id." };
    case "merged":
      return { message: "That account is part of another one now, and nobody signs in to it.", remedy: lookup.into === null ? "Use the id of that one." : `If that one is meant, use its id: ${lookup.into}` };
    default:
      return lookup satisfies never;
  }
}

const refusals: Record<string, Refusal> = {
  user_suspended: { message: "That account is on hold already: nobody can sign in to it.", remedy: "Leave it so, or take it off hold first." },
  deletion_pending: { message: "That account waits to be deleted: nobody can sign in to it.", remedy: "Leave it so, or have the deletion cancelled first." },
  user_merged: { message: "That account has just become part of another one.", remedy: "Run the same command again." },
  compromise_no_way: { message: "Every way in to that account was added since then, so its owner would be locked out for ever.", remedy: "Give a later --since." },
};

export function closingRefusal({ outcome }: Extract<CompromiseResult, { kind: "refused" }>): Refusal {
  return refusals[outcome] ?? { message: `It was refused (${outcome}).`, remedy: "Look at the account first." };
}
