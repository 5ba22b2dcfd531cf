-- How much is in a user's bag stands in the header of every page, and is held in memory with their sessions: each process
-- hears of a change as it hears of a change of a session. A guest's bag is held by nobody.
CREATE FUNCTION "bag_of_user_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD."userId" IS NOT NULL THEN
    PERFORM "note_session_change"(OLD."userId");
  END IF;
  IF TG_OP <> 'DELETE' AND NEW."userId" IS NOT NULL AND (TG_OP = 'INSERT' OR NEW."userId" IS DISTINCT FROM OLD."userId") THEN
    PERFORM "note_session_change"(NEW."userId");
  END IF;
  RETURN NULL;
END;
$$;

CREATE TRIGGER "BagItem_changed" AFTER INSERT OR UPDATE OR DELETE ON "BagItem" FOR EACH ROW
  EXECUTE FUNCTION "bag_of_user_changed"();
