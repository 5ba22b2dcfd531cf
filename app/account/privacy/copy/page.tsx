import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { CopyPage } from "#components/account/privacy/copy-page.tsx";
import { copyPage } from "#lib/privacy/copy/copy-page.ts";
import { copyState } from "#lib/privacy/copy/state.ts";

export const generateMetadata = titled("copy.title");

export default async function CopyRoute() {
  const { session, user } = await signedIn(copyPage);
  return <CopyPage state={await copyState(session)} mailed={user.emailProved} />;
}
