/** A file has one writer, and its commits are never in doubt. */
export async function up(): Promise<void> {}
