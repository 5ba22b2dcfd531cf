import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { Problem } from "#lib/shop/problem.ts";

/** The id of the quantity field of a bag line. */
export function quantityFieldId(productId: string): string {
  return `quantity-${productId}`;
}

/**
 * Why a form was refused, at the top of the page it came from.
 * @param fieldShown whether the line that the problem is about is on the page, so that the summary can lead to it
 */
export function ProblemNotice({ problem, fieldShown = false }: { problem: Problem; fieldShown?: boolean }) {
  const text = t(`shop.problem.${problem.code}`);
  if (problem.code === "gone") return <Notice kind="warning">{text}</Notice>;
  return <ErrorSummary errors={[{ text, ...(fieldShown && problem.productId ? { fieldId: quantityFieldId(problem.productId) } : {}) }]} />;
}
