import { AmazonPart, type AmazonWay } from "./amazon.tsx";
import { EmailPart, type EmailWay } from "./email.tsx";
import { PasswordPart, type PasswordWay } from "./password.tsx";

/** One way in, as the sign-in page shows it. A new kind is a file here, a member of this union and a case below. */
export type Way = AmazonWay | EmailWay | PasswordWay;

export function WayPart({ way, returnTo }: { way: Way; returnTo: string }) {
  switch (way.kind) {
    case "amazon":
      return <AmazonPart way={way} returnTo={returnTo} />;
    case "email":
      return <EmailPart way={way} returnTo={returnTo} />;
    case "password":
      return <PasswordPart returnTo={returnTo} />;
    default:
      return way satisfies never;
  }
}
