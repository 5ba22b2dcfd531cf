import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";

/** The code is entered on /signin/check-email; this address takes the form, and sends readers there. */
export default async function VerifyPage({ searchParams }: { searchParams: SearchParams }) {
  const attempt = await queryValue(searchParams, "attempt");
  redirect(attempt ? `/signin/check-email?${new URLSearchParams({ attempt })}` : "/signin");
}
