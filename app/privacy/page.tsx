import { titled } from "#app/titled.ts";
import { NoticePage } from "#components/privacy/notice-page.tsx";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { ownNoticeFacts } from "#lib/composition.ts";
import { database } from "#lib/db/client.ts";
import { noticeVersion } from "#lib/privacy/facts.ts";
import { noticeView } from "#lib/privacy/notice-view.ts";
import { operatorText } from "#lib/privacy/operator-notice.ts";
import { knownVersions } from "#lib/privacy/versions.ts";

export const generateMetadata = titled("pages.privacy.metaTitle");
// The layout waits for the request; this says it for the page too, which reads the operator's settings.
export const dynamic = "force-dynamic";

/** What we keep about people, and why. Needs no database, and sets no cookie: Amazon links to it. */
export default async function PrivacyPage() {
  const facts = ownNoticeFacts();
  const version = noticeVersion(facts);
  const versions = await knownVersions(database().db, version);
  const otherProviders = facts.providers.filter((name) => name !== "amazon").map(providerLabel);
  return <NoticePage facts={facts} view={noticeView(facts)} otherProviders={otherProviders} version={version} versions={versions} own={operatorText()} />;
}
