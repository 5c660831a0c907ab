/** The index of words of this dialect has always known what they begin with. */
export async function up(): Promise<void> {}
