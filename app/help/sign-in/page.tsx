import { headers } from "next/headers";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { type HelpFor, SignInHelp } from "#components/help/sign-in-help.tsx";
import { signInMethodsOf, waysIn } from "#lib/accounts/sign-in-methods.ts";
import { auth } from "#lib/auth/session.ts";
import { referencePattern } from "#lib/crypto/random.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { formValues } from "#lib/http/form-values.ts";
import { tolerateOutage } from "#lib/http/outage.ts";
import { t } from "#lib/i18n/index.ts";
import { type ContactField, mostMessageCharacters } from "#lib/support/read-contact.ts";
import { symptomsFor } from "./symptoms.ts";

export const generateMetadata = titled("help.metaTitle");
export const dynamic = "force-dynamic";

const fields = ["email", "reference", "message"] as const satisfies ContactField[];

/** Which fields the query says have to be mended, in words. */
async function problemsIn(searchParams: SearchParams): Promise<Partial<Record<ContactField, string>>> {
  const named = (await queryValue(searchParams, "problem"))?.split(",") ?? [];
  return Object.fromEntries(fields.filter((field) => named.includes(field)).map((field) => [field, t(`help.contact.problems.${field}`, { most: mostMessageCharacters })]));
}

/** Who asks, with the address that an answer may go to. In an outage everybody is asked as a stranger. */
async function whoAsks(): Promise<{ you: HelpFor; email: string } | null> {
  const state = await auth();
  if (state.state !== "signed_in") return null;
  const methods = await tolerateOutage(() => signInMethodsOf(database().db, state.user.id), null);
  return { you: { name: state.user.name, oneWay: methods !== null && waysIn(methods) < 2 }, email: methods?.email?.address ?? "" };
}

/** Help by symptom, and a form for whatever it does not answer. */
export default async function SignInHelpPage({ searchParams }: { searchParams: SearchParams }) {
  const asker = await whoAsks();
  const given = await queryValue(searchParams, "ref");
  const typed = formValues(await headers());
  const known = { email: asker?.email ?? "", reference: given && referencePattern.test(given) ? given : "", message: "" };
  const contact = {
    typed: { email: typed.email ?? known.email, reference: typed.reference ?? known.reference, message: typed.message ?? known.message },
    problems: await problemsIn(searchParams),
    mostMessageCharacters,
    supportEmail: env().SUPPORT_EMAIL,
    sent: (await queryValue(searchParams, "done")) === "sent",
  };
  return <SignInHelp symptoms={symptomsFor(asker !== null)} you={asker?.you ?? null} contact={contact} />;
}
