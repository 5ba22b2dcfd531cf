import { faultWords } from "#lib/i18n/fault.ts";
import { Button, ButtonLink } from "./button.tsx";
import { PageFrame, PageTitle, Stack } from "./layout.tsx";

/**
 * What a person sees when a page fails while it is made: try again, go home, get help.
 * @param reference Next's digest, which stands in our log beside the error
 */
export function FaultPage({ reference }: { reference?: string }) {
  const fault = faultWords(typeof document === "undefined" ? "" : document.documentElement.lang);
  return (
    <PageFrame width="narrow">
      <title>{fault.title}</title>
      <Stack>
        <PageTitle lead={fault.happened}>{fault.title}</PageTitle>
        <div className="grid gap-3">
          <Button type="button" full onClick={() => window.location.reload()}>
            {fault.retry}
          </Button>
          <ButtonLink href="/" variant="secondary" full>
            {fault.home}
          </ButtonLink>
          <ButtonLink href="/help/sign-in" variant="quiet" full>
            {fault.help}
          </ButtonLink>
        </div>
        {reference && (
          <p className="text-sm text-soft">
            {`${fault.reference} `}
            <code className="font-mono text-base text-ink select-all">{reference}</code>
          </p>
        )}
      </Stack>
    </PageFrame>
  );
}
