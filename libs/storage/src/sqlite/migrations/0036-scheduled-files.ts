/** The files of scheduled messages are beside the database. */
export async function up(): Promise<void> {}
