-- What the token vault knows of the tokens of an account: when they came, who is refreshing them, and that Amazon gives
-- no more of them.
ALTER TABLE "Account"
  ADD COLUMN "tokensAt" TIMESTAMPTZ(3),
  ADD COLUMN "refreshLease" UUID,
  ADD COLUMN "refreshLeaseUntil" TIMESTAMPTZ(3),
  ADD COLUMN "refreshSentAt" TIMESTAMPTZ(3),
  ADD COLUMN "consentLostAt" TIMESTAMPTZ(3),
  ADD COLUMN "consentLostReason" TEXT,
  ADD COLUMN "providerPostalCode" TEXT;

UPDATE "Account" SET "tokensAt" = "updatedAt" WHERE "access_token" IS NOT NULL;
