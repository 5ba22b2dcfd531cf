import { providerLabels } from "#app/provider-names.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { ReceiptPage } from "#components/privacy/receipt-page.tsx";
import { ownNoticeFacts } from "#lib/composition.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { noticeView } from "#lib/privacy/notice-view.ts";
import { receiptsOf } from "#lib/privacy/receipt.ts";

export const generateMetadata = titled("privacy.receipt.metaTitle");

/** What arrived about whoever is signed in, what for, and how to remove it. */
export default async function ReceiptRoute() {
  const { user } = await signedIn("/account/privacy");
  const receipts = await receiptsOf(database().db, user.id, env().AUTH_AMAZON_SCOPE);
  return <ReceiptPage receipts={receipts} labels={providerLabels()} held={noticeView(ownNoticeFacts()).held} />;
}
