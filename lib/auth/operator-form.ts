import type { z } from "zod";
import { formRoute, refusedForm } from "../http/form-route.ts";
import { missingResponse } from "../http/page-response.ts";
import { type Operator, visitingOperator } from "./operator.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

type Handle<Schema extends z.ZodType> = (input: z.output<Schema>, request: Request, by: { operator: Operator; visitor: Visitor }) => Promise<Response>;

/**
 * A form of the operator. Whoever is none gets what an address gets that does not exist, whatever was sent and from
 * wherever: that is asked first, so that no refusal tells that there is a form.
 */
export function operatorForm<Schema extends z.ZodType>(schema: Schema, handle: Handle<Schema>): (request: Request) => Promise<Response> {
  return async (request) => {
    const visitor = visitorOf(request);
    let operator: Operator | null;
    try {
      operator = await visitingOperator(visitor);
    } catch (error) {
      return await refusedForm(request, "database_unavailable", { error });
    }
    return operator ? await formRoute(schema, async (input, asked) => await handle(input, asked, { operator, visitor }))(request) : await missingResponse(request);
  };
}

/** What the handler of an operator's form answers when it is read: like any address that does not exist, to everybody. */
export async function nothingHere(request: Request): Promise<Response> {
  return await missingResponse(request);
}
