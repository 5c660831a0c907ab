/** A name of the browser's type library that the generated client uses and Node's does not have. */
type BodyInit = NonNullable<RequestInit['body']>;
