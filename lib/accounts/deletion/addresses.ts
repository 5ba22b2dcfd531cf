import type { VaultKey } from "../../crypto/vault-keys.ts";
import type { Tx } from "../../db/client.ts";
import { inLocale } from "../../i18n/locale.ts";
import { languageOf } from "../../mail/language.ts";
import { type DeletionMail, queueDeletionMail } from "../../mail/deletion-mail.ts";
import { undoSeconds } from "../address-change.ts";
import { type StoredMerge, readJournal, openMerges } from "../merge/journal.ts";

/** The proved addresses that both sides of a merge had. */
const addressesOf = ({ record: { contact } }: StoredMerge) => [contact.kept.provedEmail, contact.merged.provedEmail];

/**
 * Who is to hear of a deletion: the address that the user has proved, and each that they had until lately and can still
 * get back, by the link in the mail about a change or a merge. Whose address was changed by somebody else must hear what that one does.
 */
async function addressesToTell(tx: Tx, userId: string, now: Date): Promise<{ current: string | null; former: string[] }> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { provedEmail: true } });
  const changes = await tx.emailChange.findMany({ where: { userId, undoneAt: null, undoHash: { not: null }, expires: { gt: now } }, select: { oldEmail: true } });
  const merges: (StoredMerge | null)[] = [];
  const linkIsGood = ({ mergedAt }: { mergedAt: Date }) => mergedAt.getTime() + undoSeconds * 1_000 > now.getTime();
  for (const { mergeId } of (await openMerges(tx, userId, now)).filter(linkIsGood)) merges.push(await readJournal(tx, mergeId));
  const current = user?.provedEmail ?? null;
  const others = [...changes.map(({ oldEmail }) => oldEmail), ...merges.flatMap((merge) => (merge ? addressesOf(merge) : []))];
  return { current, former: [...new Set(others.filter((address) => address !== null && address !== current))] as string[] };
}

/**
 * Tells all of them, in the language of the owner: somebody else may have asked for it, in one that the owner cannot read.
 * @param dueAt when everything goes; without it, that the deletion was called off
 * @returns whether the user has an address of their own that could be written to
 */
export async function tellOfDeletion(tx: Tx, input: { userId: string; now: Date; keys: readonly VaultKey[]; dueAt?: Date }): Promise<boolean> {
  const { userId, now, keys, dueAt } = input;
  const { current, former } = await addressesToTell(tx, userId, now);
  const news = (isFormer: boolean): DeletionMail => (dueAt ? { kind: "requested", dueAt, former: isFormer } : { kind: "cancelled" });
  await inLocale(await languageOf(tx, userId), async () => {
    if (current !== null) await queueDeletionMail(tx, current, news(false), { now, keys });
    for (const address of former) await queueDeletionMail(tx, address, news(true), { now, keys });
  });
  return current !== null;
}
