/** What `prisma generate` makes of schema.prisma where the stock app is built; here it is only named. */
declare module "#stock-client" {
  export const PrismaClient: new (options: { adapter: unknown }) => object;
}
