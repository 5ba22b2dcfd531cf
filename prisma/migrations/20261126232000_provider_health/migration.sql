-- How calls to a provider fare, as all processes see it. Written when that changes, read once a second by each of them
-- (lib/amazon-health/shared-state.ts).
CREATE TABLE "ProviderHealth" (
    "provider" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "incidentSince" TIMESTAMPTZ(3),

    CONSTRAINT "ProviderHealth_pkey" PRIMARY KEY ("provider"),
    CONSTRAINT "ProviderHealth_state_check" CHECK ("state" IN ('ok', 'shaky', 'down')),
    -- Nothing but "ok" stands for ever: whoever wrote it may be gone.
    CONSTRAINT "ProviderHealth_until_check" CHECK ("state" = 'ok' OR "until" IS NOT NULL)
);

CREATE FUNCTION "provider_health_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('provider_health', NEW."provider");
  RETURN NULL;
END;
$$;

CREATE TRIGGER "ProviderHealth_changed" AFTER INSERT OR UPDATE ON "ProviderHealth" FOR EACH ROW
  EXECUTE FUNCTION "provider_health_changed"();
