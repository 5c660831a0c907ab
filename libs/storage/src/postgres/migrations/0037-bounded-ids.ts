/** What is too long for its indexes was never stored here. */
export async function up(): Promise<void> {}
