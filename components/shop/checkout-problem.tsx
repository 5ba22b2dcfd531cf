import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { CheckoutProblem } from "#lib/shop/checkout-forms.ts";
import { addressChoiceId } from "./checkout-panel.tsx";

/** Why nothing was ordered, at the top of the checkout. What the shopper can mend is a summary that leads there. */
export function CheckoutProblemNotice({ problem, most }: { problem: CheckoutProblem; most: number }) {
  const text = t(`shop.checkout.problems.${problem}`, { most });
  if (problem === "address_missing") return <ErrorSummary errors={[{ text, fieldId: addressChoiceId }]} />;
  return problem === "input" ? <ErrorSummary errors={[{ text }]} /> : <Notice kind="warning">{text}</Notice>;
}
