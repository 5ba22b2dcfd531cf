-- Old events went by any statement that was allowed to delete, not only by the function; and that function, which runs as
-- the owner, looked for its table in the caller's temporary schema first: a role that may do next to nothing could have
-- had a trigger of its own run as the owner. Every name is written out now, and the function says to the trigger who asks.
CREATE OR REPLACE FUNCTION "refuse_audit_event_change"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD."at" < now() - public."audit_retention"() AND current_setting('siwa.audit_purge', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'AuditEvent is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

-- Said inside, not as a SET of the function: for a name that no extension owns that would want a superuser.
CREATE OR REPLACE FUNCTION "purge_audit_events"("most" integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE "gone" integer;
BEGIN
  PERFORM set_config('siwa.audit_purge', 'on', true);
  DELETE FROM public."AuditEvent" WHERE "id" IN (SELECT "id" FROM public."AuditEvent" WHERE "at" < now() - public."audit_retention"() ORDER BY "at" LIMIT "most");
  GET DIAGNOSTICS "gone" = ROW_COUNT;
  PERFORM set_config('siwa.audit_purge', '', true);
  RETURN "gone";
END;
$$;

-- A subject never becomes another user's: what is said of it would be said of them.
CREATE FUNCTION "refuse_audit_subject_change"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'AuditSubject is only added to and removed from: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER "AuditSubject_fixed" BEFORE UPDATE ON "AuditSubject"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_subject_change"();
