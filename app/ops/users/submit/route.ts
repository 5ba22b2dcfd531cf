import { z } from "zod";
import { seeOther } from "#lib/auth/answers.ts";
import { nothingHere, operatorForm } from "#lib/auth/operator-form.ts";
import { database } from "#lib/db/client.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { searchUser } from "#lib/ops/user-view.ts";

const fields = z.object({ who: z.string().max(1_024) });

export const POST = operatorForm(fields, async ({ who }, request) => {
  const found = await searchUser(database().db, who);
  const typed = { who: who.slice(0, 254) };
  switch (found.kind) {
    case "found":
      return seeOther(`/ops/users/${found.userId}`);
    case "several":
      return await pageResponse(request, "/ops/users", { status: 409, formValues: { ...typed, userIds: found.userIds.join(" ") } });
    case "nobody":
    case "no_user":
      return await pageResponse(request, `/ops/users?problem=${found.kind}`, { status: 404, formValues: typed });
    default:
      return found satisfies never;
  }
});

export const GET = nothingHere;
