-- When the pulse may look at an account again: it refreshes a small sample of links a day, to notice that their owners
-- ended them at Amazon.
ALTER TABLE "Account" ADD COLUMN "pulseAfter" TIMESTAMPTZ(3);

CREATE INDEX "Account_pulse_idx" ON "Account" ("tokensAt") WHERE "provider" = 'amazon' AND "refresh_token" IS NOT NULL AND "consentLostAt" IS NULL;

-- The places of a day in which the pulse may refresh one link each. Whoever of all processes writes a place has it.
CREATE TABLE "PulsePlace" (
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PulsePlace_pkey" PRIMARY KEY ("at")
);
