import { t } from "#lib/i18n/index.ts";
import type { HeldCount } from "#lib/personal-data/count.ts";

/** How many things there are of each kind, by its name. */
export type Held = Readonly<Record<string, HeldCount>>;

const none: HeldCount = { count: 0, more: false };

/** How many of a kind there are; beyond what was counted nobody knows. */
const many = ({ count, more }: HeldCount) => (more ? t("deletion.goes.many", { count }) : count);

/** What goes with an account, a line per kind; kinds of which there is nothing are left out, and those that only serve the account. */
export function goesInWords(held: Held): string[] {
  const line = (kind: string, words: (count: HeldCount) => string) => {
    const count = held[kind] ?? none;
    return count.count === 0 ? [] : [words(count)];
  };
  return [
    t("deletion.goes.profile"),
    ...line("password", () => t("deletion.goes.password")),
    ...line("linked_accounts", (count) => t("deletion.goes.linked_accounts", { count: many(count) })),
    ...line("passkeys", (count) => t("deletion.goes.passkeys", { count: many(count) })),
    ...line("addresses", (count) => t("deletion.goes.addresses", { count: many(count) })),
    ...line("bag", (count) => t("deletion.goes.bag", { count: many(count) })),
    ...line("saved_items", (count) => t("deletion.goes.saved_items", { count: many(count) })),
    t("deletion.goes.signIns"),
  ];
}

/** What stays, and why. */
export function staysInWords(held: Held): string[] {
  const orders = held.orders ?? none;
  return [...(orders.count > 0 ? [t("deletion.stays.orders", { count: many(orders) })] : []), t("deletion.stays.activity")];
}
