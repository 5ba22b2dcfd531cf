import { metricsAnswer } from "#lib/metrics/answer.ts";
import { notFound } from "../not-found.ts";

export const dynamic = "force-dynamic";

export const GET = async (request: Request): Promise<Response> => await metricsAnswer(request, notFound);
export { notFound as POST };
