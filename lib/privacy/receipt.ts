import type { AmazonConfig } from "../amazon/config.ts";
import type { Db } from "../db/client.ts";
import { isProviderName, type ProviderName } from "../sessions/methods.ts";
import { type AmazonPart, receivedParts } from "./amazon-parts.ts";

/** What became of a part: it came, it was asked for and did not, or nobody asked for it. */
export type Arrived = { part: AmazonPart; value: string | null; asked: boolean };

/** What was asked of a person, and what they said. Null where it was never on record. */
export type Grant = { asked: readonly string[]; granted: readonly string[] | null; unticked: readonly string[] };

/** The receipt of one linked account. */
export type Receipt = {
  id: string;
  provider: ProviderName;
  parts: readonly Arrived[];
  /** Of Amazon only. */
  grant: Grant | null;
  arrivedAt: Date;
  /** When access keys came last; null where there are none. */
  renewedAt: Date | null;
};

type Row = {
  id: string;
  provider: string;
  providerAccountId: string;
  providerName: string | null;
  providerEmail: string | null;
  providerPostalCode: string | null;
  scope: string | null;
  createdAt: Date;
  access_token: string | null;
  refresh_token: string | null;
  tokensAt: Date | null;
};

/** `profile` holds the number, too. */
const covers = (granted: readonly string[], scope: string) => granted.includes(scope) || (scope === "profile:user_id" && granted.includes("profile"));

/**
 * What Amazon was asked for and what the person granted (pure). An extra is asked for only where they want it, so of
 * these only a granted one is known.
 */
export function grantOf(base: AmazonConfig["scope"], scope: string | null): Grant {
  const granted = scope === null ? null : scope.split(" ").filter(Boolean);
  const asked = [base, ...(granted?.includes("postal_code") ? ["postal_code"] : [])];
  return { asked, granted, unticked: granted === null ? [] : asked.filter((one) => !covers(granted, one)) };
}

/**
 * What arrived of a person (pure): every part that the scope asks for, and whatever else is there from other times.
 * @param base what Amazon is asked for now; other providers are always asked for a name and an address
 */
export function receiptOf(row: Row, base: AmazonConfig["scope"]): Receipt | undefined {
  const { id, provider, createdAt, tokensAt, access_token, refresh_token } = row;
  if (!isProviderName(provider)) return undefined;
  const asked = receivedParts(provider === "amazon" ? base : "profile");
  const values: Record<AmazonPart, string | null> = { id: row.providerAccountId, name: row.providerName, email: row.providerEmail, postal_code: row.providerPostalCode };
  const shown = (part: AmazonPart) => asked.includes(part) || values[part] !== null || (provider === "amazon" && part === "postal_code");
  const parts = (Object.keys(values) as AmazonPart[]).filter(shown).map((part) => ({ part, value: values[part], asked: asked.includes(part) }));
  return { id, provider, parts, grant: provider === "amazon" ? grantOf(base, row.scope) : null, arrivedAt: createdAt, renewedAt: access_token === null && refresh_token === null ? null : tokensAt };
}

const columns = { id: true, provider: true, providerAccountId: true, providerName: true, providerEmail: true, providerPostalCode: true, scope: true, createdAt: true, access_token: true, refresh_token: true, tokensAt: true } as const;

/**
 * The receipts of a user's linked accounts, the oldest first.
 * @throws DatabaseUnavailableError
 */
export async function receiptsOf(db: Db, userId: string, base: AmazonConfig["scope"]): Promise<Receipt[]> {
  const rows = await db.account.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: columns });
  return rows.flatMap((row) => receiptOf(row, base) ?? []);
}
