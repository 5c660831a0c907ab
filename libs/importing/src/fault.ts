/** Why a session was not imported. The text names the file, and shows nothing of what is in it: those are keys. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}
