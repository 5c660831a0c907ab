/** How long a secret may stay valid after it was replaced, in seconds: 30 days. */
export const LONGEST_GRACE_S = 30 * 24 * 60 * 60;
/** How long it stays valid unless the request says otherwise, in seconds: a day. */
export const USUAL_GRACE_S = 24 * 60 * 60;
