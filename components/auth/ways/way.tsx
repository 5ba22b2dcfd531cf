import { Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";
import { AmazonPart, type AmazonWay } from "./amazon.tsx";
import { EmailPart, type EmailWay } from "./email.tsx";
import { PasskeyPart, type PasskeyWay } from "./passkey.tsx";
import { PasswordPart, type PasswordWay } from "./password.tsx";
import { ProviderPart, type ProviderWay } from "./provider.tsx";

/** One way in, as the sign-in page shows it. A new kind is a file here, a member of this union and a case below. */
export type Way = (AmazonWay | EmailWay | PasskeyWay | PasswordWay | ProviderWay) & LastUsed;

/** Whether this browser used it the last time. */
type LastUsed = { lastUsed?: boolean };

function Form({ way, returnTo }: { way: Way; returnTo: string }) {
  switch (way.kind) {
    case "amazon":
      return <AmazonPart way={way} returnTo={returnTo} />;
    case "email":
      return <EmailPart way={way} returnTo={returnTo} />;
    case "passkey":
      return <PasskeyPart returnTo={returnTo} />;
    case "google":
    case "apple":
    case "facebook":
    case "oidc":
      return <ProviderPart way={way} returnTo={returnTo} />;
    case "password":
      return <PasswordPart returnTo={returnTo} />;
    default:
      return way satisfies never;
  }
}

/** Names the way that was used last. */
function lastTime(way: Way): string {
  switch (way.kind) {
    case "email":
      return t("auth.lastTime.email");
    case "passkey":
      return t("auth.lastTime.passkey");
    case "password":
      return t("auth.lastTime.password");
    default:
      return t("auth.lastTime.provider", { name: way.kind === "amazon" ? t("auth.providers.amazon") : way.label });
  }
}

/** A way in, with a hint where it was the last one used here. */
export function WayPart({ way, returnTo }: { way: Way; returnTo: string }) {
  if (!way.lastUsed) return <Form way={way} returnTo={returnTo} />;
  return (
    <Stack gap="sm">
      <p className="text-sm text-soft">{lastTime(way)}</p>
      <Form way={way} returnTo={returnTo} />
    </Stack>
  );
}
