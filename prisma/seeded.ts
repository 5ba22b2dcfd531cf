/** The address of the operator whom the seed makes, and who is one by the environment that the development start makes. */
export const seededOperator = "ops@example.test";
