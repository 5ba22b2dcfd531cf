-- The operator looks attempts up by their user and by how they ended.
CREATE INDEX "Attempt_userId_createdAt_idx" ON "Attempt"("userId", "createdAt");
CREATE INDEX "Attempt_outcome_createdAt_idx" ON "Attempt"("outcome", "createdAt");
