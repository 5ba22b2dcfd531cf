-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- What is older than this may go; nothing younger ever does, whoever asks.
CREATE FUNCTION "audit_retention"() RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT interval '400 days' $$;

CREATE OR REPLACE FUNCTION "refuse_audit_event_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD."at" < now() - "audit_retention"() THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'AuditEvent is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

-- The one way in which events go: by age. It runs as the owner of the tables, so that the role of the web process needs
-- no right to delete any.
CREATE FUNCTION "purge_audit_events"("most" integer) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH "gone" AS (
    DELETE FROM "AuditEvent" WHERE "id" IN (SELECT "id" FROM "AuditEvent" WHERE "at" < now() - "audit_retention"() ORDER BY "at" LIMIT "most") RETURNING 1
  ) SELECT count(*)::integer FROM "gone"
$$;
