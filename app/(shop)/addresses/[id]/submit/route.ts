import { z } from "zod";
import { routeParam } from "#app/route-params.ts";
import { signedInUserId, signInPath } from "#app/(shop)/signed-in-user.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { database } from "#lib/db/client.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { addressValues, readAddress } from "#lib/shop/address-form.ts";
import { changeAddress, findAddress } from "#lib/shop/addresses.ts";

const change = (id: string) =>
  formRoute(z.record(z.string(), z.string()), async (fields, request) => {
    const path = `/addresses/${encodeURIComponent(id)}`;
    const userId = await signedInUserId();
    if (!userId) return seeOther(signInPath(path));
    const { db } = database();
    const gone = async () => await pageResponse(request, "/addresses?problem=gone", { status: 409 });
    const read = readAddress(fields);
    if (read.kind === "problems") {
      if (!(await findAddress(db, userId, id))) return await gone();
      return await pageResponse(request, path, { status: 422, formValues: addressValues(fields) });
    }
    return (await changeAddress(db, userId, id, read.address)) ? seeOther("/addresses?done=changed") : await gone();
  });

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return await change(await routeParam(params, "id"))(request);
}
